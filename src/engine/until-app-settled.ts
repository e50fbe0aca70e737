import type { RunningApp } from './domain/running-app.ts';
import { untilSeen } from './domain/until-seen.ts';
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
  return untilSeen(engine.onDidChangeApps, signal, () => {
    const app = find(engine, jobId);
    // What was before the start may still be shown: it is told after the answer.
    return app && app.since >= since && !onTheWay.has(app.status) ? app : null;
  });
}

/**
 * Waits until an app that ran does not any more.
 * @throws the signal's reason
 */
export async function untilAppOver(engine: Apps, { jobId }: RunningApp, signal: AbortSignal): Promise<void> {
  await untilSeen(engine.onDidChangeApps, signal, () => {
    const app = find(engine, jobId);
    return app === undefined || (app.status !== 'running' && !onTheWay.has(app.status)) ? true : null;
  });
}

const find = (engine: Apps, jobId: number): RunningApp | undefined =>
  engine.runningApps().find((app) => app.jobId === jobId);
