import type { Clock } from '../domain/clock.ts';
import { AssayError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { Store } from '../store/store.ts';
import { interruptAttempt } from '../store/transitions/recovery.ts';
import type { Reporter } from './reporter.ts';
import type { RunningWork } from './running-work.ts';

export interface ShutdownDeps {
  work: RunningWork;
  reporter: Reporter;
  store: Store;
  log: Log;
  clock: Clock;
}

/**
 * Brings running work to an end: by itself until the grace is over, then interrupted. That is recorded first and stopped
 * after, since whoever ends us may not wait; the fencing tokens refuse what comes late.
 * @param idle resolves when no work runs
 */
export async function endWork(
  deps: ShutdownDeps,
  idle: Promise<unknown>,
  limits: { graceOver: AbortSignal; joinMs: number },
): Promise<void> {
  await Promise.race([idle, aborted(limits.graceOver)]);
  deps.reporter.end();
  const claims = deps.work.claims();
  try {
    if (claims.length > 0) {
      await deps.store.write(async (tx) => {
        for (const claim of claims) await interruptAttempt(tx, claim, deps.clock.now());
      });
      deps.log.info('SHUTDOWN', null, `${claims.length} running attempts are interrupted.`);
    }
  } catch (error) {
    // Found running at the next start, they are interrupted then.
    deps.log.warn(
      'SHUTDOWN',
      null,
      `The interruption could not be recorded: ${AssayError.from(error).message}`,
    );
  }
  const attemptIds = claims.map((claim) => claim.attemptId);
  deps.work.stop(attemptIds, 'shutdown');
  const joinOver = new AbortController();
  const timer = deps.clock.setTimer(() => joinOver.abort(), limits.joinMs);
  await Promise.race([idle, aborted(joinOver.signal)]);
  timer.dispose();
  const left = deps.work.claims().length;
  if (left > 0) deps.log.warn('SHUTDOWN', null, `${left} attempts did not stop in time and are left behind.`);
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
