import type { PlannerView } from '../planner/planner.ts';
import type { RunningWork } from './running-work.ts';

/**
 * The stored state with what only this process knows: what was stopped and has not ended, and whose turn it was.
 * @param appStarts apps that people have asked for and that are being started: no load test begins beside them
 */
export function liveView(
  stored: PlannerView,
  work: RunningWork,
  turns: PlannerView['turns'],
  appStarts: number,
): PlannerView {
  const stopping = work.stopping();
  const providers = new Map(stored.providers);
  for (const name of stopping.providers) {
    const provider = providers.get(name) ?? noneRunning;
    providers.set(name, { ...provider, running: provider.running + 1 });
  }
  return {
    ...stored,
    runningJobs: stored.runningJobs + stopping.jobs,
    runningLocalJobs: stored.runningLocalJobs + stopping.localJobs + appStarts,
    runningSubtasks: stored.runningSubtasks + stopping.subtasks,
    runningExclusive: stored.runningExclusive + stopping.exclusive,
    providers,
    turns,
  };
}

const noneRunning = { running: 0, places: Number.POSITIVE_INFINITY, blockedUntil: null };
