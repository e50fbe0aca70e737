import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Findings } from './findings.ts';

/** The epoch of the last owner is on record: otherwise the next one would get an epoch that was used before. */
export async function checkOwners(owners: string, lastEpoch: number, findings: Findings): Promise<void> {
  findings.enter('owners');
  const claimed = await lastClaimed(owners);
  if (claimed >= lastEpoch) return;
  findings.problem(
    owners,
    `The last claimed epoch is ${claimed}; the journal was written to in epoch ${lastEpoch}.`,
    'The next owner gets an epoch that another one had: the two cannot be told apart.',
  );
}

async function lastClaimed(owners: string): Promise<number> {
  const epochs = (await readdir(owners)).flatMap((name) => {
    const match = /^owner-(\d{1,10})$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return Math.max(0, ...epochs);
}

/** @returns the epoch of the last owner when it has left in order; null: one may be at work */
export async function desertedBy(owners: string): Promise<number | null> {
  const epoch = await lastClaimed(owners);
  if (epoch === 0) return 0;
  const says = await readFile(path.join(owners, `owner-${epoch}`), 'utf8');
  // Behind the word may be the rest of what the file said before.
  return says === '' || says.startsWith('released\n') ? epoch : null;
}
