import { access, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { modelFolder } from '../domain/app-ref.ts';
import type { AppRef } from '../domain/app-ref.ts';
import { syncFolder } from '../store/files.ts';
import type { StateFolder } from '../store/state-folder.ts';

/** Where an app's revision lies in the state folder: relative, with `/`. */
export function revisionPath(app: AppRef, revision: number): string {
  return `apps/${modelFolder(app.model)}/${app.number}/r${revision}`;
}

/** The attempt's own folder; nobody else writes there. */
export function attemptFolder(folder: StateFolder, attemptId: number): string {
  return path.join(folder.attempts, String(attemptId));
}

/**
 * Gives the files of a recorded revision their final place. May be repeated: after a crash between record and rename it
 * is done again.
 */
export async function publishFiles(
  folder: StateFolder,
  revision: { attemptId: number; path: string },
): Promise<void> {
  const target = path.join(folder.root, ...revision.path.split('/'));
  if (await exists(target)) return;
  await mkdir(path.dirname(target), { recursive: true });
  await rename(path.join(attemptFolder(folder, revision.attemptId), 'app'), target);
  for (let dir = path.dirname(target); dir.startsWith(folder.apps); dir = path.dirname(dir)) {
    await syncFolder(dir);
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
