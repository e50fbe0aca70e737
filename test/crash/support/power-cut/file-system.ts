/**
 * Stands in for `node:fs/promises` in the engine. What lies on a simulated disk is changed there and in a real folder,
 * which takes the reads; nothing is really synced. On a disk without power nothing ever comes back.
 */
import fs from 'node:fs';
import real from 'node:fs/promises';
import type { Mode, OpenMode, PathLike, RmOptions } from 'node:fs';
import { diskOf } from './disks.ts';
import { SimulatedHandle } from './simulated-handle.ts';

export async function open(file: string, flags: OpenMode = 'r', mode?: Mode): Promise<unknown> {
  const disk = diskOf(file);
  if (!disk) return real.open(file, flags, mode);
  if (disk.isDead) return disk.silence;
  const makes = flags === 'wx' || flags === 'w' || flags === 'a';
  let handle!: SimulatedHandle;
  const effect = (): void => {
    const descriptor = fs.openSync(file, flags, mode);
    handle = new SimulatedHandle(disk, file, descriptor, makes ? disk.file(file) : disk.node(file)!);
  };
  if (makes) await disk.change('open', file, effect);
  else effect();
  return handle;
}

export async function writeFile(
  file: string,
  content: string | Uint8Array,
  options: { flag?: string; mode?: Mode } = {},
): Promise<void> {
  const disk = diskOf(file);
  if (!disk) return real.writeFile(file, content, options);
  await disk.change('write', file, () => {
    fs.writeFileSync(file, content, options);
    const node = disk.file(file);
    node.truncate(0);
    node.write(Buffer.from(content), 0);
  });
}

export async function truncate(file: string, size: number): Promise<void> {
  const disk = diskOf(file);
  if (!disk) return real.truncate(file, size);
  await disk.change('truncate', file, () => {
    fs.truncateSync(file, size);
    disk.file(file).truncate(size);
  });
}

export async function mkdir(
  folder: string,
  options?: { recursive?: boolean; mode?: Mode },
): Promise<unknown> {
  const disk = diskOf(folder);
  if (!disk) return real.mkdir(folder, options);
  let first: string | undefined;
  await disk.change('mkdir', folder, () => {
    first = fs.mkdirSync(folder, { ...options, recursive: true });
    disk.makeFolders(folder);
  });
  return first;
}

export async function rename(from: string, to: string): Promise<void> {
  const disk = diskOf(from);
  if (!disk) return real.rename(from, to);
  await disk.change('rename', to, () => {
    fs.renameSync(from, to);
    disk.setEntries([to, disk.node(from)!], [from, null]);
  });
}

export async function link(from: string, to: string): Promise<void> {
  const disk = diskOf(from);
  if (!disk) return real.link(from, to);
  await disk.change('link', to, () => {
    fs.linkSync(from, to);
    disk.setEntries([to, disk.node(from)!]);
  });
}

export async function rm(file: string, options?: RmOptions): Promise<void> {
  const disk = diskOf(file);
  if (!disk) return real.rm(file, options);
  await disk.change('rm', file, () => {
    fs.rmSync(file, options);
    if (disk.node(file)) disk.setEntries([file, null]);
  });
}

export async function rmdir(folder: string): Promise<void> {
  const disk = diskOf(folder);
  if (!disk) return real.rmdir(folder);
  await disk.change('rmdir', folder, () => {
    fs.rmdirSync(folder);
    if (disk.node(folder)) disk.setEntries([folder, null]);
  });
}

/** Reads see what was written, synced or not, as they do on a machine that runs. */
function reader<A extends unknown[], R>(read: (file: string, ...rest: A) => Promise<R>) {
  return async (file: PathLike, ...rest: A): Promise<R> => {
    const result = await read(String(file), ...rest);
    const disk = diskOf(String(file));
    return disk?.isDead ? disk.silence : result;
  };
}

export const access = reader((file: string, mode?: number) => real.access(file, mode));
export const readFile = reader((file: string, options: BufferEncoding | null = null) =>
  real.readFile(file, options),
);
// The two forms that the engine uses differ in their result only.
export const readdir = reader((file: string, options?: { withFileTypes: true }): Promise<unknown> =>
  options ? real.readdir(file, options) : real.readdir(file),
);
export const stat = reader((file: string) => real.stat(file));
export const lstat = reader((file: string) => real.lstat(file));
export const realpath = reader((file: string) => real.realpath(file));
