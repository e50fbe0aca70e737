/**
 * `node --import register.ts power-cut-program.ts SEED EVERY [ONLY]`: runs pipelines on a simulated disk whose power fails
 * at the 1st, 2nd, … operation (of EVERY so many one; ONLY the one of that number), until a whole run needs fewer. After
 * each failure the disk is laid down as it may be found then, checked, and work goes on from it. Prints the summary as one
 * JSON line.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../../../src/engine/generation/builtin/random.ts';
import { Acknowledged } from '../acknowledged.ts';
import type { Fact } from '../facts.ts';
import { layDown, outcomes } from './after-power-cut.ts';
import type { Outcome } from './after-power-cut.ts';
import { attach } from './disks.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { check, openTrial, twoLives, untilAllEnded } from './two-lives.ts';

const seed = Number(process.argv[2]);
const every = Number(process.argv[3] ?? 1);
const only = process.argv[4] === undefined ? null : Number(process.argv[4]);
// In memory where that is possible: what is durable is simulated, and real syncs would only take time.
const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'assay-cut-'));
// Where owners listen: gone with the power.
const sockets = path.join(folder, 'run');
process.env['XDG_RUNTIME_DIR'] = sockets;

const summary = { accidents: 0, states: 0, facts: 0, operations: 0, failures: [] as string[] };
const first = only ?? 1 + Math.floor(seededRandom(seed)() * every);
for (let stopAt = first; ; stopAt += every) {
  const finished = await cutAt(stopAt);
  if (finished || only !== null) break;
}
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify(summary));
// What a power failure has stopped waits for ever.
process.exit(0);

/** @returns whether the run came to its end before that operation */
async function cutAt(stopAt: number): Promise<boolean> {
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const base = path.join(folder, `disk-${stopAt}`);
  mkdirSync(base);
  const disk = new SimulatedDisk(base, stopAt, 'power failure');
  attach(disk);
  const facts: Fact[] = [];
  const run = twoLives(path.join(base, 'state'), seed + stopAt, (fact) => {
    if (!disk.isDead) facts.push(fact);
  });
  const finished = await Promise.race([run.then(() => true), disk.stopped.then(() => false)]);
  summary.facts += facts.length;
  summary.operations = disk.operations.length;
  if (finished && disk.operations.length >= stopAt) throw new Error(`The power did not fail at ${stopAt}.`);
  if (!finished) {
    summary.accidents++;
    for (const outcome of outcomes) {
      const problems = await checkAfter(disk, outcome, stopAt, facts);
      const at = disk.operations.at(-1)!.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '*');
      for (const problem of problems) summary.failures.push(`${stopAt} (${at}), ${outcome}: ${problem}`);
      summary.states++;
    }
  }
  rmSync(base, { recursive: true, force: true });
  return finished;
}

/**
 * After a start of the machine no socket answers, and no process is the one that it was. This one is, so each owner's
 * address is made to refuse.
 */
function silenceOwners(stateDir: string): void {
  const owners = path.join(stateDir, 'owners');
  if (!existsSync(owners)) return;
  for (const name of readdirSync(owners)) {
    const [, socket] = /"socket":"([^"]+)"/.exec(readFileSync(path.join(owners, name), 'utf8')) ?? [];
    if (socket === undefined) continue;
    rmSync(socket, { force: true });
    writeFileSync(socket, '');
  }
}

/** @returns what is wrong */
async function checkAfter(
  disk: SimulatedDisk,
  outcome: Outcome,
  stopAt: number,
  facts: readonly Fact[],
): Promise<string[]> {
  const target = path.join(folder, `after-${stopAt}-${outcome.replace(' ', '-')}`);
  const stateDir = path.join(target, 'state');
  const random = seededRandom(seed * 31 + stopAt);
  const acknowledged = new Acknowledged();
  for (const fact of facts) acknowledged.add(fact);
  layDown(disk, outcome, random, target);
  silenceOwners(stateDir);
  try {
    const before = facts.length > 0 ? await check(stateDir, acknowledged) : [];
    const tell = (fact: Fact): void => acknowledged.add(fact);
    const engine = await openTrial(stateDir, random, tell);
    try {
      await untilAllEnded(engine);
    } finally {
      await engine.close();
    }
    const after = await check(stateDir, acknowledged);
    return [...before.map((line) => `before: ${line}`), ...after.map((line) => `after: ${line}`)];
  } catch (error) {
    return [(error as Error).stack ?? String(error)];
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
