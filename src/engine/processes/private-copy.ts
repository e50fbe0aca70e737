import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import type { FileManifest } from '../domain/files.ts';
import { isPlainName } from './plain-name.ts';

/**
 * Copies the files of an app that are in its manifest, each checked against its hash. Nothing else of the
 * folder is copied.
 * @param app its name, for messages
 * @throws AssayError `unhealthy` when a file is missing or is not what was generated
 */
export async function copyVerified(
  app: string,
  manifest: FileManifest,
  sourceDir: string,
  targetDir: string,
): Promise<void> {
  const names = manifestNames(app, manifest);
  const folders = new Set(names.map((name) => path.dirname(path.join(targetDir, name))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await Promise.all(
    names.map(async (name) => {
      const content = await readVerified(app, manifest, sourceDir, name);
      await writeFile(path.join(targetDir, name), content, { flag: 'wx' });
    }),
  );
}

/** @throws AssayError `unhealthy` when one of them would lie outside of the app */
export function manifestNames(app: string, manifest: FileManifest): string[] {
  const names = Object.keys(manifest.files);
  for (const name of names) checkName(app, name);
  return names;
}

/** One file of an app, as it was generated. @throws AssayError `unhealthy` when it is missing or another */
export async function readVerified(
  app: string,
  manifest: FileManifest,
  sourceDir: string,
  name: string,
): Promise<Buffer> {
  const content = await readSource(app, name, path.join(sourceDir, name));
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 === manifest.files[name]!.sha256) return content;
  throw new AssayError(
    'unhealthy',
    `${name} of ${app} is not what was generated, so the app is not started.`,
    { hint: 'Generate the app again.' },
  );
}

function checkName(app: string, name: string): void {
  if (isPlainName(name)) return;
  throw new AssayError(
    'unhealthy',
    `The manifest of ${app} names ${JSON.stringify(name)}, which is not inside the app.`,
  );
}

async function readSource(app: string, name: string, file: string): Promise<Buffer> {
  try {
    if ((await lstat(file)).isFile()) return await readFile(file);
  } catch (cause) {
    throw new AssayError('unhealthy', `${name} of ${app} cannot be read, so the app is not started.`, {
      cause,
      hint: 'Generate the app again.',
    });
  }
  throw new AssayError('unhealthy', `${name} of ${app} is not a file, so the app is not started.`);
}
