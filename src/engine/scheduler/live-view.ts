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
  const aside = work.aside();
  let asideCount = 0;
  for (const count of aside.values()) asideCount += count;
  // Not without end: what waits is claimed already.
  const given = Math.min(asideCount, stored.analysisMaxWorkers);
  return {
    ...stored,
    runningJobs: stored.runningJobs + stopping.jobs,
    // Builds use the machine as well.
    runningLocalJobs: stored.runningLocalJobs + stopping.localJobs + appStarts + asideCount,
    runningSubtasks: stored.runningSubtasks + stopping.subtasks - given,
    pipelines: stored.pipelines.map((pipeline) => {
      const own = Math.min(aside.get(pipeline.id) ?? 0, pipeline.analysisMaxConcurrent);
      return own === 0 ? pipeline : { ...pipeline, runningSubtasks: pipeline.runningSubtasks - own };
    }),
    runningExclusive: stored.runningExclusive + stopping.exclusive,
    providers,
    turns,
  };
}

const noneRunning = { running: 0, places: Number.POSITIVE_INFINITY, blockedUntil: null };
