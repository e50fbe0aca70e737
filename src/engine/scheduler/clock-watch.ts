import type { Log } from '../domain/log.ts';
import type { Store } from '../store/store.ts';
import { lastRecordedTime, shiftWaits } from '../store/transitions/clock.ts';

/** Smaller steps are corrections that nobody waits for. */
const toleratedMs = 1_000;

interface ClockWatchDeps {
  store: Store;
  log: Log;
  /** UTC, epoch milliseconds. */
  now: () => number;
}

/** Notices that the clock was put back, also while nothing ran, so that nothing waits for a time that is far again. */
export class ClockWatch {
  readonly #deps: ClockWatchDeps;
  #seen: number | null = null;

  constructor(deps: ClockWatchDeps) {
    this.#deps = deps;
  }

  /** To be called often: what passed since the last look is not known to the shift. */
  async look(): Promise<void> {
    const { store, log, now } = this.#deps;
    const seen = this.#seen ?? (await store.read(lastRecordedTime)) ?? 0;
    const clock = { now: now(), backMs: seen - now() };
    if (clock.backMs > toleratedMs) {
      await store.write((tx) => shiftWaits(tx, clock));
      const seconds = Math.round(clock.backMs / 1_000);
      log.warn('PIPE', null, `The clock was put back by ${seconds} s; what waits keeps its time.`);
    }
    this.#seen = clock.now;
  }
}
