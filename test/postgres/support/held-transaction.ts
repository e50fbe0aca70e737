import { sql } from 'kysely';
import type { Tx } from '../../../src/engine/store/store.ts';
import type { ContractStore } from '../../contract/contract-store.ts';
import { StoreDriver } from '../../contract/store-driver.ts';
import type { PostgresStore } from './postgres-store.ts';

const waitTimeoutMs = 10_000;
/** So that its times are later than those of whoever prepared its work, and tell who it was. */
export const aheadMs = 3_600_000;

/** Transitions whose transaction has done all and is not yet committed: it holds its locks. */
export class HeldTransaction<T> {
  readonly #result: Promise<T>;
  readonly #end = Promise.withResolvers<void>();

  private constructor(result: Promise<T>, end: PromiseWithResolvers<void>) {
    this.#result = result;
    this.#end = end;
  }

  /** Runs one transition on a connection of its own, up to its commit. */
  static async begin<T>(
    store: PostgresStore,
    transition: (driver: StoreDriver) => Promise<T>,
  ): Promise<HeldTransaction<T>> {
    const done = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const holding: ContractStore = {
      read: (run) => store.read(run),
      write: (run: (tx: Tx) => Promise<never>) =>
        store.write(async (tx) => {
          const value = await run(tx);
          done.resolve();
          await end.promise;
          return value;
        }),
    };
    const driver = new StoreDriver(holding, 'first');
    driver.tick(aheadMs);
    const result = transition(driver);
    await Promise.race([done.promise, result]);
    return new HeldTransaction(result, end);
  }

  commit(): Promise<T> {
    this.#end.resolve();
    return this.#result;
  }

  /** As when the transaction's process ends in the middle of it. */
  async rollBack(): Promise<void> {
    this.#end.reject(new Error('rolled back'));
    await this.#result.catch(() => undefined);
  }
}

/** Resolves when one connection waits for a lock that the other holds. */
export async function untilWaits(
  observer: PostgresStore,
  waiting: PostgresStore,
  holder: PostgresStore,
): Promise<void> {
  const deadline = Date.now() + waitTimeoutMs;
  while (Date.now() < deadline) {
    const { rows } = await sql<{ waits: boolean }>`
      SELECT ${holder.pid}::int = ANY (pg_blocking_pids(${waiting.pid}::int)) AS waits`.execute(observer.db);
    if (rows[0]!.waits) return;
  }
  throw new Error(`The second connection did not wait for the first in ${waitTimeoutMs / 1000} s.`);
}
