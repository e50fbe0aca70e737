import { randomUUID } from 'node:crypto';
import type { Store } from '../../src/engine/store/store.ts';
import { claimSubtask, completeSubtask } from '../../src/engine/store/transitions/subtasks.ts';
import { openStore } from '../../test/support/open-store.ts';
import { SchedulerBench } from '../../test/support/scheduler-bench.ts';
import { ScriptedExecutors, untilStopped } from '../../test/support/scripted-executors.ts';
import { toolRunOutcomes } from '../engine/tool-run-outcomes.ts';
import { seedState } from '../support/seeded-state.ts';
import { assertClaimed, timeEach } from './contestant.ts';
import type { Contestant } from './contestant.ts';

/** Journal bytes before the crash: nearly a segment, the most that a start has to replay by itself. */
const workBytes = 3_500_000;

/** Our store, with the two statements that all contestants make, or with the engine's whole claim. */
export class AssayContestant implements Contestant {
  readonly #stateDir: string;
  readonly #claims: 'two statements' | 'engine';
  #store: Store | null = null;
  #next = 0;

  constructor(stateDir: string, claims: 'two statements' | 'engine') {
    this.#stateDir = stateDir;
    this.#claims = claims;
  }

  async fill(pending: number): Promise<void> {
    await seedState(this.#stateDir, { subtasks: pending, completed: 0, toolRuns: 0, exclusive: true });
  }

  async open(): Promise<void> {
    this.#store = await openStore(this.#stateDir);
    const first = await this.#store.read((db) =>
      db.selectFrom('subtasks').select('id').where('status', '=', 'pending').orderBy('id').limit(1).execute(),
    );
    this.#next = first[0]!.id;
  }

  singly(count: number): Promise<number[]> {
    return timeEach(count, () => this.#claim(this.#next++));
  }

  inGroups(groups: number, size: number): Promise<number[]> {
    return timeEach(groups, async () => {
      await Promise.all(Array.from({ length: size }, () => this.#claim(this.#next++)));
    });
  }

  async #claim(id: number): Promise<void> {
    const claim = { token: randomUUID(), now: Date.now() };
    if (this.#claims === 'engine') {
      const claimed = await this.#store!.write((tx) => claimSubtask(tx, id, claim));
      return assertClaimed(claimed ? 1 : 0, 1);
    }
    await this.#store!.write(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('subtasks')
        .set({ status: 'running' })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .executeTakeFirstOrThrow();
      assertClaimed(Number(numUpdatedRows), 1);
      await tx
        .insertInto('attempts')
        .values({
          subtask_id: id,
          number: 1,
          token: claim.token,
          status: 'running',
          configuration_id: 1,
          started_at: claim.now,
        })
        .execute();
    });
  }

  /** Subtasks come and go until a start has as much to replay as it ever has; some run at the crash. */
  async work(): Promise<void> {
    const store = this.#store!;
    let bytes = 0;
    while (bytes < workBytes) {
      for (let index = 0; index < 200; index++) await this.#runOne(store, this.#next++);
      bytes = await journalBytes(store);
    }
    for (let index = 0; index < 8; index++) await this.#claim(this.#next++);
  }

  async #runOne(store: Store, id: number): Promise<void> {
    const claimed = await store.write((tx) => claimSubtask(tx, id, { token: randomUUID(), now: Date.now() }));
    await store.write((tx) => completeSubtask(tx, claimed!, toolRunOutcomes, Date.now()));
  }

  /** Until the scheduler hands the first subtask to its executor. */
  async start(): Promise<number> {
    const executors = new ScriptedExecutors();
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      executors.onAnalyze = (_task, context) => {
        resolve(performance.now() - startedAt);
        return untilStopped(context);
      };
      SchedulerBench.open(this.#stateDir, { executors }).catch(reject);
    });
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }
}

async function journalBytes(store: Store): Promise<number> {
  const { readdir, stat } = await import('node:fs/promises');
  const names = await readdir(store.folder.journal);
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(`${store.folder.journal}/${name}`)).size),
  );
  return sizes.reduce((total, size) => total + size, 0);
}
