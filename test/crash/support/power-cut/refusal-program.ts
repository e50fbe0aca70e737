/**
 * `node --import register.ts refusal-program.ts SEED EVERY`: runs pipelines on a simulated disk that refuses its 1st, 2nd, …
 * operation (of EVERY so many one), as one that is full for a moment, until a whole run needs fewer. What a person asked
 * for and was refused is asked again, once; everything else is the engine's to get over. Prints the summary as one JSON line.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../../../src/engine/generation/builtin/random.ts';
import { Acknowledged } from '../acknowledged.ts';
import { attach } from './disks.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { check, twoLives } from './two-lives.ts';

const seed = Number(process.argv[2]);
const every = Number(process.argv[3] ?? 1);
const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'assay-full-'));
/** An engine that was refused waits a second before it tries again; others need not wait with it. */
const atOnce = 8;

const summary = { accidents: 0, states: 0, facts: 0, operations: 0, failures: [] as string[] };
let next = 1 + Math.floor(seededRandom(seed)() * every);
let finished = false;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (!finished) {
      const refuseAt = next;
      next += every;
      await refuse(refuseAt);
    }
  }),
);
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify(summary));

async function refuse(refuseAt: number): Promise<void> {
  const base = path.join(folder, `disk-${refuseAt}`);
  const stateDir = path.join(base, 'state');
  mkdirSync(base);
  const disk = new SimulatedDisk(base, refuseAt, 'refusal');
  attach(disk);
  const acknowledged = new Acknowledged();
  const problems: string[] = [];
  try {
    await twoLives(stateDir, seed + refuseAt, (fact) => acknowledged.add(fact), askedAgain);
    problems.push(...(await check(stateDir, acknowledged)));
  } catch (error) {
    problems.push((error as Error).stack ?? String(error));
  }
  if (disk.operations.length < refuseAt) {
    finished = true;
    summary.operations = disk.operations.length;
  } else {
    summary.accidents++;
  }
  summary.states++;
  summary.facts += acknowledged.count;
  const operation = disk.operations[refuseAt - 1] ?? 'none';
  for (const problem of problems) summary.failures.push(`${refuseAt} (${operation}): ${problem}`);
  rmSync(base, { recursive: true, force: true });
}

async function askedAgain<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch {
    // Whatever it was: it was refused once, and must not be refused twice.
    return act();
  }
}
