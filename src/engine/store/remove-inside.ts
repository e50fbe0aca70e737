import { lstat, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import type { StateFolder } from './state-folder.ts';

/** An app's revision, or an attempt's folder; nothing else of the state folder is ever removed. */
const removable = /^(?:apps\/([^/\\]+)\/[1-9]\d*\/r[1-9]\d*|attempts\/[1-9]\d*)$/;

/**
 * Removes a folder of the state folder with all that is in it. Links are removed, and what they lead to stays. What is
 * not there any more is no error.
 * @param relative with `/`
 * @returns the folder that has lost an entry: the removal is durable once that is synced
 * @throws AssayError when it is not one of ours, or a link lies on the way to it
 */
export async function removeInside(folder: StateFolder, relative: string): Promise<string> {
  const [matched, model] = removable.exec(relative) ?? [];
  if (matched === undefined || model === '.' || model === '..') {
    throw new AssayError('bug', `${relative} is not a folder that Assay may remove.`);
  }
  const parts = relative.split('/');
  let parent = folder.root;
  for (const part of parts.slice(0, -1)) {
    const next = path.join(parent, part);
    const stats = await lstatIfThere(next);
    if (stats === null) return parent;
    if (!stats.isDirectory()) {
      throw new AssayError('bug', `${next} is not a folder, so ${relative} is not removed.`, {
        hint: 'Something else was put in its place; move it away.',
      });
    }
    parent = next;
  }
  await rm(path.join(folder.root, ...parts), { recursive: true, force: true, maxRetries: 3 });
  if (model === undefined) return parent;
  // An app's own folder goes with its last revision.
  return (await removedEmpty(parent)) ? path.dirname(parent) : parent;
}

async function lstatIfThere(file: string) {
  try {
    return await lstat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function removedEmpty(dir: string): Promise<boolean> {
  try {
    await rmdir(dir);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}
