import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { FileManifest } from '../domain/files.ts';
import { syncFolder } from '../store/files.ts';

export interface AppFile {
  content: Buffer;
  origin: 'scaffold' | 'model';
}

/**
 * Writes an app into a new folder. All of it is durable when it resolves.
 * @param files relative path with `/` → file
 * @param root absolute; its parent is there, it is not
 */
export async function writeApp(
  root: string,
  files: ReadonlyMap<string, AppFile>,
  signal: AbortSignal,
): Promise<FileManifest> {
  await mkdir(root);
  const folders = new Set([root, path.dirname(root)]);
  const manifest: FileManifest = { files: {} };
  const names = [...files.keys()].sort();
  for (const name of names) {
    for (let at = path.posix.dirname(name); at !== '.'; at = path.posix.dirname(at))
      folders.add(path.join(root, at));
  }
  for (const folder of [...folders].sort()) await mkdir(folder, { recursive: true });
  await Promise.all(
    names.map(async (name) => {
      signal.throwIfAborted();
      // Fails when something is there: the folder is this attempt's alone.
      const handle = await open(path.join(root, name), 'wx');
      try {
        await handle.writeFile(files.get(name)!.content);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }),
  );
  await Promise.all([...folders].map(syncFolder));
  for (const name of names) {
    const { content, origin } = files.get(name)!;
    const sha256 = createHash('sha256').update(content).digest('hex');
    manifest.files[name] = { sha256, size: content.length, origin };
  }
  return manifest;
}
