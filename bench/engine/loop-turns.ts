import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ownMs } from '../support/own-time.ts';

/** Milliseconds. */
export interface LoopTurns {
  /** What turns of the event loop took of the processor, this thread alone: those in which anything was done. */
  own: number[];
  /** How late a timer of 1 ms came, by the clock: what else the machine did included. */
  delayP99: number;
  delayMax: number;
}

/** A turn that took less did nothing but to be measured. */
const idleMs = 0.05;

/** Looks at every turn of the event loop until it is told to stop. */
export function watchLoopTurns(): () => LoopTurns {
  const own: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let watching = true;
  let last = ownMs();
  const look = () => {
    const now = ownMs();
    if (now - last > idleMs) own.push(now - last);
    // What it takes to keep the record is not the engine's.
    last = ownMs();
    if (watching) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    watching = false;
    delay.disable();
    return { own, delayP99: delay.percentile(99) / 1e6, delayMax: delay.max / 1e6 };
  };
}
