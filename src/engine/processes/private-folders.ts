import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const shape = /^assay-app-(\d+)-/;
const abandonedAfterMs = 3_600_000;

/**
 * A new folder that only this user can read, named after this process.
 * @param parent absolute
 * @returns its real path: permissions are given by that
 */
export async function makePrivateFolder(parent: string): Promise<string> {
  return realpath(await mkdtemp(path.join(parent, `assay-app-${process.pid}-`)));
}

/**
 * Removes the folders that killed processes left behind: those whose process is gone and that are older
 * than an hour, because a process of another container may have any number.
 * @param nowMs epoch milliseconds
 * @param failed told of each that could not be removed
 */
export async function removeAbandonedFolders(
  parent: string,
  nowMs: number,
  failed: (folder: string, error: Error) => void,
): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = shape.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const folder = path.join(parent, name);
    try {
      if (nowMs - (await stat(folder)).mtimeMs < abandonedAfterMs) continue;
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      // Another user's, or removed by another process just now.
      failed(folder, error as Error);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
