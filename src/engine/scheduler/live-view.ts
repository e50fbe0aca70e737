import type { PlannerView } from '../planner/planner.ts';
import type { RunningWork, StoppingWork } from './running-work.ts';

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
  const jobs = stopping.filter(({ kind }) => kind === 'job');
  const subtasks = stopping.filter(({ kind }) => kind === 'subtask');
  const aside = work.aside();
  let asideCount = 0;
  for (const count of aside.values()) asideCount += count;
  // Not without end: what waits is claimed already.
  const given = Math.min(asideCount, stored.analysisMaxWorkers);
  return {
    ...stored,
    runningJobs: stored.runningJobs + jobs.length,
    // Builds use the machine as well.
    runningLocalJobs:
      stored.runningLocalJobs + jobs.filter(({ demands }) => demands.local).length + appStarts + asideCount,
    runningSubtasks: stored.runningSubtasks + subtasks.length - given,
    pipelines: stored.pipelines.map((pipeline) => {
      const ofPipeline = ({ pipelineId }: StoppingWork) => pipelineId === pipeline.id;
      const own = Math.min(aside.get(pipeline.id) ?? 0, pipeline.analysisMaxConcurrent);
      return {
        ...pipeline,
        runningJobs: pipeline.runningJobs + jobs.filter(ofPipeline).length,
        runningSubtasks: pipeline.runningSubtasks + subtasks.filter(ofPipeline).length - own,
      };
    }),
    runningExclusive: stored.runningExclusive + stopping.filter(({ demands }) => demands.exclusive).length,
    providers: providersWith(stored.providers, stopping),
    turns,
  };
}

function providersWith(
  stored: PlannerView['providers'],
  stopping: readonly StoppingWork[],
): PlannerView['providers'] {
  const providers = new Map(stored);
  for (const { demands } of stopping) {
    if (demands.provider === null) continue;
    const provider = providers.get(demands.provider) ?? noneRunning;
    providers.set(demands.provider, { ...provider, running: provider.running + 1 });
  }
  return providers;
}

const noneRunning = { running: 0, places: Number.POSITIVE_INFINITY, blockedUntil: null };
