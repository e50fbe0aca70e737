import PQueue from 'p-queue';
import type { Waiting } from '../domain/executors.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';

/** Whose place it is. */
export interface PlaceHolder {
  pipelineId: number;
  /** How many of its pipeline have a place at the same time. */
  width: number;
  signal: AbortSignal;
  /** Told whenever it gives its place to others, and when it has one again. */
  onAside(aside: boolean): void;
}

/** Places for work at the same time: so many in all, and so many of each pipeline. */
export class Places {
  readonly #all: PQueue;
  readonly #own = new Map<number, PQueue>();

  constructor(width: number) {
    this.#all = new PQueue({ concurrency: width });
  }

  /** Runs work once there is a place for it. */
  async run(holder: PlaceHolder, work: (waiting: Waiting) => Promise<void>): Promise<void> {
    let leave: (() => void) | null = await this.#take(holder, false);
    const waiting: Waiting = {
      begin: () => {
        if (leave === null) return;
        leave();
        leave = null;
        holder.onAside(true);
      },
      end: async () => {
        if (leave !== null) return;
        const taking = this.#take(holder, true);
        try {
          leave = await unlessAborted(taking, holder.signal);
        } catch (error) {
          // Nobody is there to use it any more.
          void taking.then((unused) => unused());
          throw error;
        }
        holder.onAside(false);
      },
    };
    try {
      await work(waiting);
    } finally {
      leave?.();
    }
  }

  /** @param back before those who have not begun */
  async #take({ pipelineId, width }: PlaceHolder, back: boolean): Promise<() => void> {
    const own = this.#own.get(pipelineId) ?? new PQueue();
    this.#own.set(pipelineId, own);
    own.concurrency = width;
    // Always in this order, so that nobody waits for one who waits for him.
    const leaveOwn = await take(own, back);
    const leaveAll = await take(this.#all, back);
    return () => {
      leaveAll();
      leaveOwn();
      void own.onIdle().then(() => {
        if (own.pending + own.size === 0 && this.#own.get(pipelineId) === own) this.#own.delete(pipelineId);
      });
    };
  }
}

function take(queue: PQueue, back: boolean): Promise<() => void> {
  return new Promise((resolve) => {
    void queue.add(() => new Promise<void>((leave) => resolve(leave)), { priority: back ? 1 : 0 });
  });
}
