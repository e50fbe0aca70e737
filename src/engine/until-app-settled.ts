import type { RunningApp } from './domain/running-app.ts';
import type { Engine } from './engine-api.ts';

const onTheWay = new Set(['waiting', 'starting', 'stopping']);

/**
 * Waits until a start has come to something: the app runs, failed, crashed or was stopped.
 * @param started as the start answered
 * @throws the signal's reason
 */
export async function untilAppSettled(
  engine: Pick<Engine, 'runningApps' | 'onDidChangeApps'>,
  started: RunningApp,
  signal: AbortSignal = new AbortController().signal,
): Promise<RunningApp> {
  const { promise, resolve, reject } = Promise.withResolvers<RunningApp>();
  const look = () => {
    const app = engine.runningApps().find(({ jobId }) => jobId === started.jobId);
    // What was before the start may still be shown: it is told after the answer.
    if (app && app.since >= started.since && !onTheWay.has(app.status)) resolve(app);
  };
  const abort = () => reject(signal.reason as Error);
  const subscription = engine.onDidChangeApps(look);
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    look();
    return await promise;
  } finally {
    subscription.dispose();
    signal.removeEventListener('abort', abort);
  }
}
