import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import type { Catalog } from '../../../src/engine/catalog/catalog.ts';
import type { AppRuntime, AppStartRequest } from '../../../src/engine/domain/executors.ts';
import type { FileManifest } from '../../../src/engine/domain/files.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { createProcessAppRuntime } from '../../../src/engine/processes/process-app-runtime.ts';
import { installation, root } from '../generation/apps.ts';

export const never = () => new AbortController().signal;

/** A runtime whose apps have their private folders in a folder of its own. */
export interface ChildApps {
  catalog: Catalog;
  runtime: AppRuntime;
  /** Where apps are written; not where they run. */
  sourceDir: string;
  /** A request for an app whose `server.js` is the given code. */
  request(server: string, startTimeoutMs?: number): Promise<AppStartRequest>;
  privateFolders(): Promise<string[]>;
  /** Starts an app with the route, and says what it answers. */
  answerOf(route: string, before?: string): Promise<unknown>;
  remove(): Promise<void>;
}

export async function createChildApps(): Promise<ChildApps> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-runtime-test-'));
  const [sourceDir, temporaryDir] = [path.join(folder, 'source'), path.join(folder, 'private')];
  await mkdir(sourceDir);
  await mkdir(temporaryDir);
  const catalog = await loadCatalog(root);
  const runtime = createProcessAppRuntime({ installation, catalog, log: new Log(() => {}), temporaryDir });

  async function request(server: string, startTimeoutMs = 20_000): Promise<AppStartRequest> {
    await writeFile(path.join(sourceDir, 'package.json'), '{"type":"module"}');
    await writeFile(path.join(sourceDir, 'server.js'), server);
    const app = { model: 'builtin/test', number: 7 };
    const manifest = await manifestOf(sourceDir);
    return { app, revision: 1, stack: 'node-express', sourceDir, manifest, startTimeoutMs };
  }

  return {
    ...{ catalog, runtime, sourceDir, request },
    privateFolders: () => readdir(temporaryDir),
    async answerOf(route, before) {
      const app = await runtime.start(await request(serverWith(route, before)), never());
      try {
        const answer = await fetch(`${app.baseUrl}/`, { headers: { connection: 'close' } });
        return await answer.json();
      } finally {
        await app.stop();
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function manifestOf(folder: string): Promise<FileManifest> {
  const manifest: FileManifest = { files: {} };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const name = path.relative(folder, file).replaceAll('\\', '/');
    manifest.files[name] = { sha256, size: content.length, origin: 'model' };
  }
  return manifest;
}

/** A server that answers the health path, and everything else by the body of a function. */
export function serverWith(route: string, before = ''): string {
  return `
    import http from 'node:http';
    import fs from 'node:fs';
    ${before}
    http.createServer(async (request, response) => {
      if (request.url === '/health') return response.end('ok');
      try { response.end(JSON.stringify(await (async () => { ${route} })())); }
      catch (error) { response.end(JSON.stringify({ refused: error.code ?? error.message })); }
    }).listen(Number(process.env.PORT), process.env.HOST);`;
}
