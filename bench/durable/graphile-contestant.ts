import { timeToFirstClaim } from './contestant.ts';
import type { Contestant } from './contestant.ts';

interface Query {
  name?: string;
}
interface Client {
  query(...args: unknown[]): unknown;
}
interface Pool {
  on(event: 'connect', listener: (client: Client) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  end(): Promise<void>;
}
interface PgModule {
  default: { Pool: new (options: { connectionString: string; max: number }) => Pool };
}
interface Options {
  pgPool: Pool;
  logger: unknown;
}
interface Runner {
  stop(): Promise<void>;
}
interface GraphileWorker {
  run(
    options: Options & {
      noHandleSignals: boolean;
      taskList: Record<string, () => void>;
      preset: { worker: object };
    },
  ): Promise<Runner>;
  runMigrations(options: Options): Promise<void>;
  makeWorkerUtils(options: Options): Promise<{
    addJobs(jobs: { identifier: string; payload: object }[]): Promise<unknown>;
    release(): Promise<void>;
  }>;
  Logger: new (factory: () => () => void) => unknown;
}

const jobsPerCall = 1_000;

/**
 * graphile-worker, running tasks that do nothing: a claim alone cannot be asked of it. Its `get_job` statements are
 * timed, the completion of jobs is not counted. A group is its local queue, with completions in batches.
 */
export class GraphileContestant implements Contestant {
  readonly #connectionString: string;
  #library: GraphileWorker | null = null;
  #options: Options | null = null;
  #claims: { took: number; claimed: number }[] = [];
  #onClaim: () => void = () => undefined;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  async fill(pending: number): Promise<void> {
    await this.open();
    await this.#library!.runMigrations(this.#options!);
    const utils = await this.#library!.makeWorkerUtils(this.#options!);
    for (let added = 0; added < pending; added += jobsPerCall) {
      const size = Math.min(jobsPerCall, pending - added);
      await utils.addJobs(
        Array.from({ length: size }, (_, index) => ({ identifier: 'job', payload: { id: added + index } })),
      );
    }
    await utils.release();
    await this.close();
  }

  async open(): Promise<void> {
    const names = { pg: 'pg', worker: 'graphile-worker' };
    const { default: pg } = (await import(names.pg)) as PgModule;
    this.#library = (await import(names.worker)) as GraphileWorker;
    const pgPool = new pg.Pool({ connectionString: this.#connectionString, max: 10 });
    pgPool.on('error', (error) => console.error(`pg: ${error.message}`));
    pgPool.on('connect', (client) => this.#timeClaims(client));
    this.#options = { pgPool, logger: new this.#library.Logger(() => () => undefined) };
  }

  #timeClaims(client: Client): void {
    const query = client.query.bind(client);
    client.query = (...args) => {
      const startedAt = performance.now();
      const result = query(...args);
      if ((args[0] as Query | undefined)?.name?.startsWith('get_job')) {
        void (result as Promise<{ rows: unknown[] }>).then(({ rows }) => {
          this.#claims.push({ took: performance.now() - startedAt, claimed: rows.length });
          this.#onClaim();
        });
      }
      return result;
    };
  }

  async singly(count: number): Promise<number[]> {
    return this.#runUntil(count, 1, { concurrentJobs: 1 });
  }

  async inGroups(groups: number, size: number): Promise<number[]> {
    return this.#runUntil(groups, size, {
      concurrentJobs: size,
      localQueue: { size },
      completeJobBatchDelay: 0,
    });
  }

  /** @returns the milliseconds that each of `count` claims of `size` jobs took */
  async #runUntil(count: number, size: number, worker: object): Promise<number[]> {
    this.#claims = [];
    const full = () => this.#claims.filter(({ claimed }) => claimed === size);
    const enough = new Promise<void>((resolve) => {
      this.#onClaim = () => {
        if (full().length >= count) resolve();
      };
    });
    const runner = await this.#library!.run({
      ...this.#options!,
      noHandleSignals: true,
      taskList: { job: () => undefined },
      preset: { worker },
    });
    await enough;
    await runner.stop();
    return full()
      .slice(0, count)
      .map(({ took }) => took);
  }

  async work(): Promise<void> {
    await this.singly(500);
  }

  start(): Promise<number> {
    return timeToFirstClaim(this);
  }

  async close(): Promise<void> {
    await (this.#options?.pgPool.end() ?? Promise.resolve());
  }
}
