import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { FileManifest } from '../domain/files.ts';
import { syncFolder } from '../store/files.ts';
import { forEachOf } from './for-each-of.ts';

export interface AppFile {
  content: Buffer;
  origin: 'scaffold' | 'model';
}

/** More at a time would run into the system's limit of open files. */
const filesAtOnce = 32;

/** What a file is, by its content. */
export interface WrittenFile {
  /** Lower-case hex. */
  sha256: string;
  /** Bytes. */
  size: number;
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
  const names = [...files.keys()].sort();
  const written = await writeFiles(root, names, async (name) => files.get(name)!.content, signal);
  const manifest: FileManifest = { files: {} };
  for (const name of names) manifest.files[name] = { ...written.get(name)!, origin: files.get(name)!.origin };
  return manifest;
}

/**
 * The same, of files whose contents come one by one.
 * @returns of each name what was written
 */
export async function writeFiles(
  root: string,
  names: readonly string[],
  contentOf: (name: string) => Promise<Buffer>,
  signal: AbortSignal,
): Promise<Map<string, WrittenFile>> {
  await mkdir(root);
  const folders = new Set([root, path.dirname(root)]);
  for (const name of names) {
    for (let at = path.posix.dirname(name); at !== '.'; at = path.posix.dirname(at))
      folders.add(path.join(root, at));
  }
  for (const folder of [...folders].sort()) await mkdir(folder, { recursive: true });
  const written = new Map<string, WrittenFile>();
  await forEachOf(names, filesAtOnce, async (name) => {
    signal.throwIfAborted();
    const content = await contentOf(name);
    await writeDurably(path.join(root, name), content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    written.set(name, { sha256, size: content.length });
  });
  await forEachOf(folders, filesAtOnce, syncFolder);
  return written;
}

async function writeDurably(file: string, content: Buffer): Promise<void> {
  // Fails when something is there: the folder is this attempt's alone.
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
