/**
 * `node killed-program.ts STATE_DIR SEED`: works on pipelines for ever, and writes what it is told is durable to file
 * descriptor 3, until it is killed.
 */
import { writeSync } from 'node:fs';
import { seededRandom } from '../../../src/engine/generation/builtin/random.ts';
import { isTerminal } from '../../../src/engine/domain/status.ts';
import {
  cancelPipeline,
  pausePipeline,
  resumePipeline,
} from '../../../src/engine/store/transitions/control.ts';
import { retryFailed } from '../../../src/engine/store/transitions/retry.ts';
import type { Fact } from './facts.ts';
import { TrialEngine } from './trial-engine.ts';

const [stateDir, seed] = process.argv.slice(2);
if (stateDir === undefined || seed === undefined) throw new Error('STATE_DIR and SEED are missing.');
const random = seededRandom(Number(seed));
// A write to a pipe is in the parent's hands when it returns, whatever happens to us then.
const tell = (fact: Fact): void => void writeSync(3, `${JSON.stringify(fact)}\n`);

const engine = await TrialEngine.open({ stateDir, random, tell, segmentBytes: 12_000, maxDelayMs: 6 });
const { store, scheduler } = engine;

/** Keeps two pipelines open, and now and then does what a person may do to one. */
async function keepBusy(): Promise<void> {
  const now = Date.now();
  const pipelines = await store.read((db) =>
    db.selectFrom('pipelines').select(['id', 'status']).orderBy('id', 'desc').limit(5).execute(),
  );
  const open = pipelines.filter((pipeline) => !isTerminal(pipeline.status));
  for (const { id, status } of open) {
    const wish = random();
    if (status === 'paused') await store.write((tx) => resumePipeline(tx, id, now));
    else if (wish < 0.01) await store.write((tx) => pausePipeline(tx, id, now));
    else if (wish < 0.013) await engine.deletePipeline(id);
    else if (wish < 0.018) scheduler.stopAttempts(await store.write((tx) => cancelPipeline(tx, id, now)));
  }
  const [last] = pipelines.filter((pipeline) => isTerminal(pipeline.status));
  if (last && random() < 0.02) await store.write((tx) => retryFailed(tx, last.id, now));
  if (last && random() < 0.02) await engine.deletePipeline(last.id);
  for (let missing = 2 - open.length; missing > 0; missing--) {
    await engine.createPipeline({ templates: ['a', 'b'], replicates: random() < 0.5 ? 1 : 2 });
  }
}

let busy = false;
let changed = false;
/** What changes during a look is looked at after it: when all that is open was paused, no other change would come. */
const look = (): void => {
  changed = true;
  if (busy) return;
  busy = true;
  void (async () => {
    while (changed) {
      changed = false;
      await keepBusy();
    }
    busy = false;
  })();
};
store.onDidChange(look);
look();
