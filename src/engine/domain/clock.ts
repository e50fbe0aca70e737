import type { Disposable } from './disposable.ts';

/** Where scheduling has its time from. A simulation has one of its own. */
export interface Clock {
  /** UTC, epoch milliseconds. May jump. */
  now(): number;
  /** Calls back once, `delayMs` from now, unless it is disposed of before. */
  setTimer(run: () => void, delayMs: number): Disposable;
}

export const systemClock: Clock = {
  now: Date.now,
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return { dispose: () => clearTimeout(timer) };
  },
};
