import { Emitter } from '../domain/event.ts';
import type { ExecutionContext } from '../domain/executors.ts';
import type { Activity } from '../domain/records.ts';

interface Entry {
  activity: Activity;
  controller: AbortController;
}

/** Why the engine stops running work. */
export type StopReason = 'cancelled' | 'shutdown';

const noticeIntervalMs = 100;

/** The attempts that run in this process: what they do now, and how to stop them. */
export class RunningWork {
  readonly #entries = new Map<number, Entry>();
  readonly #emitter: Emitter<void>;
  #notice: NodeJS.Timeout | null = null;

  constructor(onError: (error: unknown) => void) {
    this.#emitter = new Emitter(onError);
  }

  get onDidChange(): Emitter<void>['event'] {
    return this.#emitter.event;
  }

  get size(): number {
    return this.#entries.size;
  }

  activities(): Activity[] {
    return [...this.#entries.values()].map(({ activity }) => ({ ...activity }));
  }

  attemptIds(): number[] {
    return [...this.#entries.keys()];
  }

  begin(attemptId: number, activity: Activity): ExecutionContext {
    const entry: Entry = { activity, controller: new AbortController() };
    this.#entries.set(attemptId, entry);
    this.#changed();
    return {
      signal: entry.controller.signal,
      report: (step) => {
        entry.activity.step = step;
        this.#changed();
      },
    };
  }

  end(attemptId: number): void {
    this.#entries.delete(attemptId);
    this.#changed();
  }

  stop(attemptIds: Iterable<number>, reason: StopReason): void {
    for (const id of attemptIds) this.#entries.get(id)?.controller.abort(reason);
  }

  // Steps can come by the hundred; people read a few a second.
  #changed(): void {
    this.#notice ??= setTimeout(() => {
      this.#notice = null;
      this.#emitter.fire();
    }, noticeIntervalMs).unref();
  }

  dispose(): void {
    if (this.#notice) clearTimeout(this.#notice);
    this.#emitter.dispose();
  }
}
