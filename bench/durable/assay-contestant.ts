import { randomUUID } from 'node:crypto';
import type { Store } from '../../src/engine/store/store.ts';
import { claimSubtasks } from '../../src/engine/store/transitions/claim-subtasks.ts';
import { completeSubtask } from '../../src/engine/store/transitions/subtasks.ts';
import { openStore } from '../../test/support/open-store.ts';
import { SchedulerBench } from '../../test/support/scheduler-bench.ts';
import { ScriptedExecutors, untilStopped } from '../../test/support/scripted-executors.ts';
import { toolRunOutcomes } from '../engine/tool-run-outcomes.ts';
import { seedState } from '../support/seeded-state.ts';
import { assertClaimed, timeEach } from './contestant.ts';
import type { Contestant } from './contestant.ts';

/** Journal bytes before the crash: nearly a segment, the most that a start has to replay when no snapshot was being built. */
const workBytes = 1_000_000;

/**
 * How a claim is made: with the two statements that all contestants make, a group in one transaction or each claim in its
 * own, all in one turn; or as the engine makes it, with all that it reads for its work.
 */
export type Claims = 'one transaction' | 'one turn' | 'engine';

/** Our store. */
export class AssayContestant implements Contestant {
  readonly #stateDir: string;
  readonly #claims: Claims;
  #store: Store | null = null;
  #next = 0;

  constructor(stateDir: string, claims: Claims) {
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
    return timeEach(count, () => this.#claim(this.#take(1)));
  }

  inGroups(groups: number, size: number): Promise<number[]> {
    return timeEach(groups, async () => {
      const ids = this.#take(size);
      if (this.#claims === 'one turn') await Promise.all(ids.map((id) => this.#claim([id])));
      else await this.#claim(ids);
    });
  }

  #take(count: number): number[] {
    return Array.from({ length: count }, () => this.#next++);
  }

  async #claim(ids: readonly number[]): Promise<void> {
    const now = Date.now();
    const claims = ids.map((id) => ({ id, token: randomUUID() }));
    if (this.#claims === 'engine') {
      const claimed = await this.#store!.write((tx) => claimSubtasks(tx, claims, now));
      return assertClaimed(claimed.length, ids.length);
    }
    await this.#store!.write(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('subtasks')
        .set({ status: 'running' })
        .where('id', 'in', ids)
        .where('status', '=', 'pending')
        .executeTakeFirstOrThrow();
      assertClaimed(Number(numUpdatedRows), ids.length);
      await tx
        .insertInto('attempts')
        .values(
          claims.map(({ id, token }) => ({
            subtask_id: id,
            number: 1,
            token,
            status: 'running' as const,
            configuration_id: 1,
            started_at: now,
          })),
        )
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
    for (const id of this.#take(8)) await this.#claim([id]);
  }

  async #runOne(store: Store, id: number): Promise<void> {
    const [claimed] = await store.write((tx) => claimSubtasks(tx, [{ id, token: randomUUID() }], Date.now()));
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
