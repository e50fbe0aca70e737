import type { RunningApp } from './domain/running-app.ts';
import type { Engine } from './engine-api.ts';

type Apps = Pick<Engine, 'runningApps' | 'onDidChangeApps'>;

const onTheWay = new Set(['waiting', 'starting', 'stopping']);

/**
 * Waits until a start has come to something: the app runs, failed, crashed or was stopped.
 * @param started as the start answered
 * @throws the signal's reason
 */
export function untilAppSettled(
  engine: Apps,
  { jobId, since }: RunningApp,
  signal: AbortSignal = new AbortController().signal,
): Promise<RunningApp> {
  // What was before the start may still be shown: it is told after the answer.
  const settled = (app: RunningApp | undefined) =>
    app && app.since >= since && !onTheWay.has(app.status) ? app : null;
  return untilTold(engine, jobId, settled, signal);
}

/**
 * Waits until an app that ran does not any more.
 * @throws the signal's reason
 */
export async function untilAppOver(engine: Apps, { jobId }: RunningApp, signal: AbortSignal): Promise<void> {
  const isOver = (app: RunningApp | undefined) =>
    app === undefined || (app.status !== 'running' && !onTheWay.has(app.status));
  await untilTold(engine, jobId, (app) => (isOver(app) ? true : null), signal);
}

/** @param answer of what is told of the app; null: not yet */
async function untilTold<T>(
  engine: Apps,
  jobId: number,
  answer: (app: RunningApp | undefined) => T | null,
  signal: AbortSignal,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = () => {
    const found = answer(engine.runningApps().find((app) => app.jobId === jobId));
    if (found !== null) resolve(found);
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
