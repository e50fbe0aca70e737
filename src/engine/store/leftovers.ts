import { readFile, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import { isTemporary } from './files.ts';
import { isSameProcess } from './process-identity.ts';
import type { StateFolder } from './state-folder.ts';

/** A claim takes milliseconds; one that cannot be read and is this old is nobody's. */
const claimAgeMs = 60 * 60 * 1000;

const claimantSchema = z.object({ pid: z.int(), host: z.string(), started: z.string().nullable() });

/**
 * Removes what processes that were killed left half made: only what has a name of ours. To be called by the owner
 * before it writes anything: nobody else makes such files then, but for claims. What cannot be removed does no harm.
 */
export async function removeLeftovers(folder: StateFolder, now: number, log: Log): Promise<void> {
  const removed: string[] = [];
  const remove = async (file: string): Promise<void> => {
    await rm(file, { force: true });
    removed.push(file);
  };
  try {
    for (const dir of [folder.incoming, folder.snapshots, folder.journal]) {
      for (const name of await readdir(dir)) if (isTemporary(name)) await remove(path.join(dir, name));
    }
    for (const name of await readdir(folder.owners)) {
      const file = path.join(folder.owners, name);
      if (/^claim-[0-9a-f]{16}$/.test(name) && (await isAbandoned(file, now))) await remove(file);
    }
  } catch (error) {
    log.warn('INIT', null, `What a crash left could not be removed: ${AssayError.from(error).message}`);
  }
  if (removed.length > 0)
    log.info('INIT', null, `${removed.length} half-made files of a crash were removed.`);
}

/** Others may be claiming the folder at this very moment. */
async function isAbandoned(claim: string, now: number): Promise<boolean> {
  try {
    const claimant = claimantSchema.safeParse(JSON.parse(await readFile(claim, 'utf8')));
    // Of another machine's processes nothing is known.
    if (claimant.success && claimant.data.host === os.hostname()) return !isSameProcess(claimant.data);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    if (!(error instanceof SyntaxError)) throw error;
  }
  const { mtimeMs } = await stat(claim);
  return now - mtimeMs > claimAgeMs;
}
