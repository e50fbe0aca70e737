import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { Stack } from '../domain/stack.ts';
import { AppLog, watchForNumber } from './app-log.ts';
import { ensureNpmInstalled } from './cached-install.ts';
import { programPath } from './installation.ts';
import type { Installation } from './installation.ts';
import { baseEnv, checkPermissionModel } from './node-permissions.ts';
import { copyVerified } from './private-copy.ts';
import { makePrivateFolder, removeAbandonedFolders } from './private-folders.ts';
import { spawnSupervised } from './supervised-process.ts';
import type { ProcessExit, SupervisedProcess } from './supervised-process.ts';
import { whenUp } from './when-up.ts';

export interface ProcessAppRuntimeDeps {
  installation: Installation;
  catalog: Catalog;
  log: Log;
  /** Absolute folder for the private folders; the system's when it is left out. */
  temporaryDir?: string;
}

/**
 * Runs apps of the control models as child processes: hash-checked, in a private folder, under Node's
 * permission model (no child processes, no files outside). All other apps need containers.
 */
export function createProcessAppRuntime(deps: ProcessAppRuntimeDeps): AppRuntime {
  const { installation, catalog, log, temporaryDir = os.tmpdir() } = deps;
  let checked = false;

  async function prepare(request: AppStartRequest, signal: AbortSignal) {
    const name = formatAppRef(request.app);
    if (!request.app.model.startsWith('builtin/')) {
      throw new AssayError(
        'unhealthy',
        `${name} was not started: apps of ${request.app.model} run only in containers.`,
        {
          hint: 'Run the pipeline with Docker.',
        },
      );
    }
    const stack = catalog.stacks.get(request.stack);
    if (!stack) throw new AssayError('bug', `The stack "${request.stack}" of ${name} is not installed.`);
    if (stack.runtime !== 'node') {
      throw new AssayError(
        'unhealthy',
        `${name} was not started: apps of the stack ${stack.name} run only in containers.`,
        { hint: `Run the pipeline with Docker: ${stack.name} needs Docker.` },
      );
    }
    if (!checked) {
      await checkPermissionModel(installation, signal);
      await removeAbandonedFolders(temporaryDir, Date.now(), (folder, error) =>
        log.debug('CLEANUP', null, `${folder} was not removed: ${error.message}`),
      );
      checked = true;
    }
    const source = { name: stack.name, sourceDir: path.join(stack.dir, 'scaffold') };
    const report = (step: string) => log.info('ANAL', null, step);
    const packages = await ensureNpmInstalled(installation, source, { signal, report });
    return { name, stack, packages: await realpath(path.join(packages, 'node_modules')) };
  }

  return {
    async unable({ app, stack }) {
      if (!app.model.startsWith('builtin/')) return `apps of ${app.model} are started in containers only`;
      const runtime = catalog.stacks.get(stack)?.runtime;
      return runtime === 'node' ? null : `apps of the stack ${stack} are started in containers only`;
    },
    async start(request, signal) {
      signal.throwIfAborted();
      const { name, stack, packages } = await prepare(request, signal);
      const folder = await makePrivateFolder(temporaryDir);
      let started: StartedApp | null = null;
      const stop = async () => {
        await started?.child.kill();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      };
      try {
        const appDir = path.join(folder, 'app');
        await copyVerified(name, request.manifest, request.sourceDir, appDir);
        // "junction" is for Windows, where links to folders need no privilege then.
        await symlink(packages, path.join(appDir, 'node_modules'), 'junction');
        await mkdir(path.join(appDir, stack.dataDir), { recursive: true });
        started = startApp(installation, stack, appDir, packages);
        const { child, output, port } = started;
        const ended = child.exited.then(exitText);
        const starting = {
          name,
          baseUrl: port.then((number) => `http://127.0.0.1:${number}`),
          healthPath: stack.healthPath,
          ended,
          tail: () => output.tail(40),
        };
        const baseUrl = await whenUp(starting, request.startTimeoutMs, signal);
        const follow: AppInstance['follow'] = (listener) => output.follow(listener);
        return { baseUrl, place: 'process', ended, log: () => output.text(), follow, stop };
      } catch (error) {
        await stop();
        if (signal.aborted)
          throw new AssayError('cancelled', `The start of ${name} was stopped.`, { cause: error });
        throw error;
      }
    },
  };
}

interface StartedApp {
  child: SupervisedProcess;
  output: AppLog;
  port: Promise<number>;
}

function startApp(installation: Installation, stack: Stack, appDir: string, packages: string): StartedApp {
  const runner = programPath(installation, 'app-runner');
  const dataDir = path.join(appDir, stack.dataDir);
  const token = `assay-${randomBytes(16).toString('hex')}`;
  const child = spawnSupervised(installation, {
    command: installation.node,
    args: [
      '--permission',
      ...[appDir, packages, runner].map((readable) => `--allow-fs-read=${readable}`),
      `--allow-fs-write=${dataDir}`,
      '--require',
      runner,
      path.join(appDir, stack.entry),
    ],
    cwd: appDir,
    env: {
      ...baseEnv(process.env),
      NODE_ENV: 'production',
      // The app takes a free port and the runner says which: none can be taken in between.
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      TMPDIR: dataDir,
      TZ: 'UTC',
      ASSAY_TOKEN: token,
    },
  });
  child.stdin.end();
  const output = new AppLog();
  output.add(child.stdout);
  const port = new Promise<number>((resolve) => {
    watchForNumber(child.stderr, token, resolve, (text) => output.write(text));
  });
  return { child, output, port };
}

function exitText({ code, signal, error }: ProcessExit): string {
  if (error !== null) return error;
  return signal === null ? `exit status ${code}` : `signal ${signal}`;
}
