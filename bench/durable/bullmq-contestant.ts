import { randomUUID } from 'node:crypto';
import { assertClaimed, timeEach, timeToFirstClaim } from './contestant.ts';
import type { Contestant } from './contestant.ts';

interface Queue {
  addBulk(jobs: { name: string; data: object }[]): Promise<unknown>;
  close(): Promise<void>;
}
interface Worker {
  getNextJob(token: string, options: { block: boolean }): Promise<object | undefined>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
interface Options {
  connection: { path: string; maxRetriesPerRequest: null };
}
interface Bullmq {
  Queue: new (name: string, options: Options) => Queue;
  Worker: new (name: string, processor: null, options: Options & { autorun: boolean }) => Worker;
}

const jobsPerCall = 1_000;

/** BullMQ on a Redis that syncs every command. A claim is `getNextJob`; a group is pipelined. */
export class BullmqContestant implements Contestant {
  readonly #options: Options;
  #worker: Worker | null = null;

  /** @param socket of the Redis server */
  constructor(socket: string) {
    this.#options = { connection: { path: socket, maxRetriesPerRequest: null } };
  }

  async #load(): Promise<Bullmq> {
    const name = 'bullmq';
    return (await import(name)) as Bullmq;
  }

  async fill(pending: number): Promise<void> {
    const { Queue } = await this.#load();
    const queue = new Queue('bench', this.#options);
    for (let added = 0; added < pending; added += jobsPerCall) {
      const size = Math.min(jobsPerCall, pending - added);
      await queue.addBulk(
        Array.from({ length: size }, (_, index) => ({ name: 'job', data: { id: added + index } })),
      );
    }
    await queue.close();
  }

  async open(): Promise<void> {
    const { Worker } = await this.#load();
    this.#worker = new Worker('bench', null, { ...this.#options, autorun: false });
    await this.#worker.waitUntilReady();
  }

  singly(count: number): Promise<number[]> {
    return timeEach(count, () => this.#claim());
  }

  inGroups(groups: number, size: number): Promise<number[]> {
    return timeEach(groups, async () => {
      await Promise.all(Array.from({ length: size }, () => this.#claim()));
    });
  }

  async #claim(): Promise<void> {
    const job = await this.#worker!.getNextJob(randomUUID(), { block: false });
    assertClaimed(job ? 1 : 0, 1);
  }

  async work(): Promise<void> {
    await this.singly(500);
  }

  start(): Promise<number> {
    return timeToFirstClaim(this);
  }

  async close(): Promise<void> {
    await this.#worker?.close();
  }
}
