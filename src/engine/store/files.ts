import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Makes a folder's entries durable. Windows cannot open folders and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name that `writeDurably` gives to what is not whole yet. */
export const isTemporary = (name: string): boolean =>
  /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name);

/**
 * Writes a file so that after any crash it is there whole or not at all: temp, fsync, rename, fsync.
 * @param workshop where it is made, on the same disk; beside the file when left out
 */
export async function writeDurably(
  file: string,
  content: Uint8Array | string,
  workshop: string = path.dirname(file),
): Promise<void> {
  const temporary = path.join(workshop, `${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}
