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
 * @param sync makes the new name in the folder durable
 */
export async function writeDurably(
  file: string,
  content: Uint8Array | string,
  workshop: string = path.dirname(file),
  sync: (folder: string) => Promise<void> = syncFolder,
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
  await sync(path.dirname(file));
}

/**
 * Syncs folders for all who ask: a sync that begins after several have asked does for all of them.
 * @returns resolves once a sync that began after the call has ended
 */
export function sharedSync(sync: (folder: string) => Promise<void> = syncFolder) {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  async function afterRunning(folder: string): Promise<void> {
    await running.get(folder)?.catch(() => undefined);
    waiting.delete(folder);
    const own = sync(folder);
    running.set(folder, own);
    await own;
  }

  return (folder: string): Promise<void> => {
    const next = waiting.get(folder) ?? afterRunning(folder);
    waiting.set(folder, next);
    return next;
  };
}
