import type { Clock } from '../../src/engine/domain/clock.ts';
import type { Disposable } from '../../src/engine/domain/disposable.ts';

/** Time that goes on when a test says so. What is to be done at once is done at once. */
export class HandClock implements Clock {
  #now = Date.now();
  readonly #timers = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimer(run: () => void, delayMs: number): Disposable {
    if (delayMs <= 0) {
      const immediate = setImmediate(run);
      return { dispose: () => clearImmediate(immediate) };
    }
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return { dispose: () => this.#timers.delete(timer) };
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.run();
    }
  }
}
