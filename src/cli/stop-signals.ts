import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable } from '../engine/domain/disposable.ts';
import { exitStatus } from './exit-status.ts';

/** One Ctrl+C can arrive more than once: from the terminal, and passed on by those who started us. */
const sameSignalMs = 500;
/** What leaving at once may take: one write to the disk takes milliseconds, where there is a disk that takes it. */
const leaveMs = 1_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * SIGINT, SIGTERM and SIGHUP (a closed terminal): the first asks for an orderly end. The second leaves at once: what runs
 * is recorded as interrupted, by us and not by a crash, and nothing is waited for. A third does not wait for that either.
 * Nothing is lost: what was reported is durable, and no process outlives this one.
 * @param leave records what has to be; what it waits for beyond that is cut off
 */
export function onStopSignal(
  stop: () => void,
  leave: () => Promise<unknown> = async () => {},
): Disposable & { stopped: Promise<null> } {
  let resolveStopped: (value: null) => void;
  const stopped = new Promise<null>((resolve) => (resolveStopped = resolve));
  let askedAt: number | null = null;
  let leaving = false;
  const exit = () => process.exit(exitStatus.interrupted);
  const handle = () => {
    const now = performance.now();
    if (askedAt !== null && now - askedAt < sameSignalMs) return;
    const first = askedAt === null;
    askedAt = now;
    if (first) {
      stop();
      resolveStopped(null);
    } else if (leaving) exit();
    else {
      leaving = true;
      // What cannot be recorded is found at the next start, as after a crash.
      void Promise.race([leave(), delay(leaveMs)]).then(exit, exit);
    }
  };
  for (const signal of signals) process.on(signal, handle);
  return {
    stopped,
    dispose: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
