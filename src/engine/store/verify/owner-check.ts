import { readdir } from 'node:fs/promises';
import type { Findings } from './findings.ts';

/** The epoch of the last owner is on record: otherwise the next one would get an epoch that was used before. */
export async function checkOwners(owners: string, lastEpoch: number, findings: Findings): Promise<void> {
  const epochs = (await readdir(owners)).flatMap((name) => {
    const match = /^owner-(\d{1,10})$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  const claimed = Math.max(0, ...epochs);
  if (claimed >= lastEpoch) return;
  findings.problem(
    owners,
    `The last claimed epoch is ${claimed}; the journal was written to in epoch ${lastEpoch}.`,
    'The next owner gets an epoch that another one had: the two cannot be told apart.',
  );
}
