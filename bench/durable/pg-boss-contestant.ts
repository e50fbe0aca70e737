import { assertClaimed, timeEach, timeToFirstClaim } from './contestant.ts';
import type { Contestant } from './contestant.ts';

interface Boss {
  on(event: 'error', listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  stop(options: { graceful: boolean }): Promise<void>;
  createQueue(name: string): Promise<void>;
  insert(name: string, jobs: { data: object }[]): Promise<unknown>;
  fetch(name: string, options: { batchSize: number }): Promise<unknown[]>;
}
interface PgBossModule {
  PgBoss: new (options: { connectionString: string; supervise: boolean; schedule: boolean }) => Boss;
}

const jobsPerCall = 1_000;

/** pg-boss without its housekeeping. A claim is `fetch`, a group one `fetch` of that size. */
export class PgBossContestant implements Contestant {
  readonly #connectionString: string;
  #boss: Boss | null = null;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  async fill(pending: number): Promise<void> {
    await this.open();
    const boss = this.#boss!;
    await boss.createQueue('bench');
    for (let added = 0; added < pending; added += jobsPerCall) {
      const size = Math.min(jobsPerCall, pending - added);
      await boss.insert(
        'bench',
        Array.from({ length: size }, (_, index) => ({ data: { id: added + index } })),
      );
    }
    await this.close();
  }

  async open(): Promise<void> {
    const name = 'pg-boss';
    const { PgBoss } = (await import(name)) as PgBossModule;
    this.#boss = new PgBoss({ connectionString: this.#connectionString, supervise: false, schedule: false });
    this.#boss.on('error', (error) => console.error(`pg-boss: ${error.message}`));
    await this.#boss.start();
  }

  singly(count: number): Promise<number[]> {
    return timeEach(count, () => this.#claim(1));
  }

  inGroups(groups: number, size: number): Promise<number[]> {
    return timeEach(groups, () => this.#claim(size));
  }

  async #claim(size: number): Promise<void> {
    assertClaimed((await this.#boss!.fetch('bench', { batchSize: size })).length, size);
  }

  async work(): Promise<void> {
    await this.singly(500);
  }

  start(): Promise<number> {
    return timeToFirstClaim(this);
  }

  async close(): Promise<void> {
    await this.#boss?.stop({ graceful: false });
  }
}
