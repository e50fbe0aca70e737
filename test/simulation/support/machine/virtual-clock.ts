import type { Clock } from '../../../../src/engine/domain/clock.ts';
import type { Disposable } from '../../../../src/engine/domain/disposable.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** Time that stands still until somebody lets it go on. Timers follow it; the wall clock may be set apart from them. */
export class VirtualClock implements Clock {
  #elapsed = 0;
  #wall: number;
  #timers: Timer[] = [];

  /** @param start UTC, epoch milliseconds */
  constructor(start: number) {
    this.#wall = start;
  }

  now(): number {
    return this.#wall + this.#elapsed;
  }

  setTimer(run: () => void, delayMs: number): Disposable {
    const timer = { at: this.#elapsed + Math.max(0, delayMs), run };
    this.#timers.push(timer);
    return { dispose: () => (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  /** Timers do not notice. */
  setWall(byMs: number): void {
    this.#wall += byMs;
  }

  /** With the process that has set them. */
  forgetTimers(): void {
    this.#timers = [];
  }

  /** Lets time go on; each timer in its turn, and what follows from it before the next. */
  async advance(byMs: number, settled: () => Promise<void>): Promise<void> {
    const end = this.#elapsed + byMs;
    for (;;) {
      const next = this.#timers
        .filter((timer) => timer.at <= end)
        .reduce<Timer | null>((first, timer) => (first && first.at <= timer.at ? first : timer), null);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.run();
      await settled();
    }
    this.#elapsed = end;
  }
}
