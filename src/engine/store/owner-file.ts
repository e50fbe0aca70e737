import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { link, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncFolder } from './files.ts';

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process started, in the system's own terms; null where it does not say. */
  started: z.string().nullable(),
  socket: z.string(),
  /** To be shown on that socket. The file can be read by its user only, and so can the token. */
  token: z.string(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** What an owner file says once its owner has left in order. */
export const released = 'released\n';

export function ownerFile(owners: string, epoch: number): string {
  return path.join(owners, `owner-${epoch}`);
}

/** @returns null for a file that is no owner's */
export function epochOf(name: string): number | null {
  const match = /^owner-(\d{1,10})$/.exec(name);
  return match ? Number(match[1]) : null;
}

/** 0 when nobody ever owned the folder. */
export function lastEpoch(owners: string): number {
  return Math.max(0, ...readdirSync(owners).map((name) => epochOf(name) ?? 0));
}

/** Whether another process has come after the owner of an epoch. Cheap: asked before each flush. */
export function isDeposed(owners: string, epoch: number): boolean {
  // Two looks cost less than a listing. Who comes next must make that very file, and then removes ours.
  if (exists(ownerFile(owners, epoch)) && !exists(ownerFile(owners, epoch + 1))) return false;
  return lastEpoch(owners) !== epoch;
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** @returns null when its owner has left, or never was: the file of a claim that a power cut ended */
export async function readOwner(owners: string, epoch: number): Promise<Owner | null> {
  let text: string;
  try {
    text = await readFile(ownerFile(owners, epoch), 'utf8');
  } catch (error) {
    // A newer owner removed it, and the caller looks again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A link is made whole or not at all, unlike a file that is opened and then filled. @returns false: it is there */
export async function makeOwnerFile(owners: string, epoch: number, owner: Owner): Promise<boolean> {
  const temporary = path.join(owners, `claim-${randomBytes(8).toString('hex')}`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(owner));
    await handle.sync();
  } finally {
    await handle.close();
  }
  const file = ownerFile(owners, epoch);
  try {
    await link(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    await rm(temporary, { force: true });
    // Before anything is written in this epoch: after a power failure it must not be given out again.
    await syncFolder(owners);
    return true;
  } catch (error) {
    // It would name a process that lives and does not own the folder.
    await rm(file, { force: true });
    throw error;
  }
}
