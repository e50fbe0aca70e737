import { isTerminal } from '../../../../src/engine/domain/status.ts';
import { seededRandom } from '../../../../src/engine/generation/builtin/random.ts';
import { verifyState } from '../../../../src/engine/store/verify/verify-state.ts';
import { programs } from '../../../support/open-store.ts';
import type { Acknowledged } from '../acknowledged.ts';
import type { Fact } from '../facts.ts';
import { appsOfNobody } from '../left-files.ts';
import { TrialEngine } from '../trial-engine.ts';

/** Longer than the engine waits for anything without being told. */
const patienceMs = 15_000;

/** So small that each life seals segments, builds snapshots and removes old ones. */
const segmentBytes = 6_000;

export function openTrial(
  stateDir: string,
  random: () => number,
  tell: (fact: Fact) => void,
): Promise<TrialEngine> {
  return TrialEngine.open({ stateDir, random, tell, segmentBytes, maxDelayMs: 0 });
}

/**
 * Two lives of an engine, each with a pipeline; in the second one the first is deleted.
 * @param insist how each thing that a person does is done: once, or again when it was refused
 */
export async function twoLives(
  stateDir: string,
  seed: number,
  tell: (fact: Fact) => void,
  insist: <T>(act: () => Promise<T>) => Promise<T> = (act) => act(),
): Promise<void> {
  for (const life of [1, 2]) {
    const random = seededRandom(seed + life);
    const engine = await insist(() => openTrial(stateDir, random, tell));
    try {
      await insist(() => engine.createPipeline({ templates: ['a'], replicates: 1 }));
      if (life === 2) await insist(() => deleteFirst(engine));
      await untilAllEnded(engine);
    } finally {
      await engine.close(patienceMs);
    }
  }
}

async function deleteFirst(engine: TrialEngine): Promise<void> {
  const first = await engine.store.read((db) =>
    db.selectFrom('pipelines').select('id').orderBy('id').limit(1).executeTakeFirst(),
  );
  if (first) await engine.deletePipeline(first.id);
}

/** @throws Error when it does not come to an end, with what the engine said last */
export async function untilAllEnded(engine: TrialEngine): Promise<void> {
  const patience = AbortSignal.timeout(patienceMs);
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      patience.addEventListener('abort', () => resolve(), { once: true });
      const subscription = engine.store.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    const pipelines = await engine.store.read((db) => db.selectFrom('pipelines').select('status').execute());
    if (pipelines.every(({ status }) => isTerminal(status))) return;
    await changed;
    if (patience.aborted) {
      const last = engine.log.slice(-5).map(({ message }) => message);
      throw new Error(`It does not go on. Its last words:\n${last.join('\n')}`);
    }
  }
}

/** @returns what was lost, and what is not sound */
export async function check(stateDir: string, acknowledged: Acknowledged): Promise<string[]> {
  const wrong: string[] = [];
  const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile }, async (db) => {
    wrong.push(...(await acknowledged.compare(db)), ...(await appsOfNobody(stateDir, db)));
  });
  return [...wrong, ...problems.map(({ where, what }) => `${where}: ${what}`)];
}
