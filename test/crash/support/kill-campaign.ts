import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Verification } from '../../../src/engine/domain/verification.ts';
import { seededRandom } from '../../../src/engine/generation/builtin/random.ts';
import { verifyState } from '../../../src/engine/store/verify/verify-state.ts';
import { programs } from '../../support/open-store.ts';
import { Acknowledged } from './acknowledged.ts';
import { factSchema } from './facts.ts';
import { appsOfNobody, blobsOfNobody, notRemoved } from './left-files.ts';
import { TrialEngine } from './trial-engine.ts';

/** As many in one state folder, then a fresh one: what is checked after each kill stays small. */
const killsPerFolder = 25;

/** Removal takes a moment; this is when it hangs. */
const removalMs = 30_000;

export interface KillSummary {
  kills: number;
  facts: number;
  /** Kills before the program had told anything: while it opened the folder. */
  early: number;
  /** How often the state that was checked had snapshots, and a journal whose beginning was removed. */
  withSnapshots: number;
  pruned: number;
}

/** When to kill: a while after the start, or after so many facts and a moment. */
type Plan = { afterMs: number } | { afterFacts: number; thenMs: number };

/**
 * Kills a program that runs pipelines, again and again, and checks after each kill that the folder is sound and still
 * says everything that the program was told is durable.
 * @param seed of everything that is random, but the moment at which the kernel comes to the kill
 * @throws Error that names the kill, the seed and the folder, which then stays
 */
export async function killAgainAndAgain(
  kills: number,
  seed: number,
  onKill: (summary: KillSummary) => void = () => undefined,
): Promise<KillSummary> {
  const random = seededRandom(seed);
  const summary: KillSummary = { kills: 0, facts: 0, early: 0, withSnapshots: 0, pruned: 0 };
  while (summary.kills < kills) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-kill-'));
    const stateDir = path.join(folder, 'state');
    const acknowledged = new Acknowledged();
    for (let count = 0; count < killsPerFolder && summary.kills < kills; count++) {
      const name = `kill ${summary.kills + 1} with seed ${seed} in ${stateDir}`;
      const told = await killOnce(
        stateDir,
        Math.floor(random() * 2 ** 31),
        planKill(random),
        acknowledged,
        name,
      );
      summary.kills++;
      summary.facts += told;
      if (told === 0) summary.early++;
      const verification = await check(stateDir, acknowledged, name);
      if (verification && verification.checked.snapshots > 0) summary.withSnapshots++;
      if (verification && verification.checked.records < verification.sequence) summary.pruned++;
      onKill(summary);
    }
    await checkAtRest(stateDir, acknowledged, `${stateDir}, after ${killsPerFolder} kills with seed ${seed}`);
    await rm(folder, { recursive: true, force: true });
  }
  return summary;
}

function planKill(random: () => number): Plan {
  if (random() < 0.2) return { afterMs: Math.floor(random() * 450) };
  return {
    afterFacts: 1 + Math.floor(random() * 200),
    thenMs: random() < 0.5 ? 0 : Math.floor(random() * 20),
  };
}

async function killOnce(
  stateDir: string,
  seed: number,
  plan: Plan,
  acknowledged: Acknowledged,
  name: string,
): Promise<number> {
  const program = path.join(import.meta.dirname, 'killed-program.ts');
  const child = spawn(process.execPath, [program, stateDir, String(seed)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [stderr, facts] = [child.stdio[2], child.stdio[3]] as Readable[];
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  let said = '';
  stderr!.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  let told = 0;
  const kill = async (milliseconds: number): Promise<void> => {
    if (milliseconds > 0) await delay(milliseconds);
    child.kill('SIGKILL');
  };
  if ('afterMs' in plan) void kill(plan.afterMs);
  // A line without its end was being written when the kill came: it was not told.
  for await (const line of createInterface({ input: facts! })) {
    if (!line.endsWith('}')) continue;
    acknowledged.add(factSchema.parse(JSON.parse(line)));
    told++;
    if ('afterFacts' in plan && told === plan.afterFacts) void kill(plan.thenMs);
  }
  const [code, signal] = await exited;
  if (signal !== 'SIGKILL')
    throw new Error(`${name}: the program ended by itself (${code ?? signal}):\n${said}`);
  return told;
}

/** @returns null when the program had not got as far as to make the folder */
async function check(
  stateDir: string,
  acknowledged: Acknowledged,
  name: string,
): Promise<Verification | null> {
  const violations: string[] = [];
  let verification: Verification;
  try {
    verification = await verifyState({ stateDir, wasmFile: programs.wasmFile }, async (db) => {
      if (acknowledged.count > 0) violations.push(...(await acknowledged.compare(db)));
      violations.push(...(await appsOfNobody(stateDir, db)));
    });
  } catch (error) {
    if (acknowledged.count > 0) throw new Error(`${name}: it cannot be checked`, { cause: error });
    return null;
  }
  for (const { where, what } of verification.problems) violations.push(`${where}: ${what}`);
  if (violations.length > 0) throw new Error(`${name}:\n${violations.join('\n')}`);
  return verification;
}

/** Deletes a pipeline and lets all that deleted ones have left be removed: then no file is there that belongs to nobody. */
async function checkAtRest(stateDir: string, acknowledged: Acknowledged, name: string): Promise<void> {
  const options = { random: () => 0, segmentBytes: 12_000, maxDelayMs: 0, atRest: true };
  const engine = await TrialEngine.open({ stateDir, ...options, tell: (fact) => acknowledged.add(fact) });
  const last = await engine.store.read((db) =>
    db.selectFrom('pipelines').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst(),
  );
  if (last) await engine.deletePipeline(last.id);
  await engine.close(removalMs);
  const left: string[] = [];
  const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile }, async (db) => {
    left.push(...(await acknowledged.compare(db)), ...(await appsOfNobody(stateDir, db)));
    left.push(...(await blobsOfNobody(stateDir, db)), ...(await notRemoved(db)));
  });
  for (const { where, what } of problems) left.push(`${where}: ${what}`);
  if (left.length > 0) throw new Error(`${name}:\n${left.join('\n')}`);
}
