import { aggregate } from '../domain/aggregate.ts';
import type { Aggregate, Contribution } from '../domain/aggregate.ts';
import type { PipelineStatus } from '../domain/status.ts';
import { shareFairly } from './fair-shares.ts';
import type { Turns } from './fair-shares.ts';
import { shareJobs } from './job-shares.ts';
import type { DueJob, ProviderView } from './job-shares.ts';

/** What the planner sees of one pipeline: bounded by the pools' widths, never by the pipeline's size. */
export interface PipelineView {
  id: number;
  status: Extract<PipelineStatus, 'pending' | 'running'>;
  stages: 'streaming' | 'barrier';
  generationMaxConcurrent: number;
  analysisMaxConcurrent: number;
  runningJobs: number;
  runningSubtasks: number;
  /**
   * Pending and due, in the pipeline's order, of providers that this process can ask; of each at least as many as could
   * start now.
   */
  dueJobs: readonly DueJob[];
  /** Pending, due, and content with company. */
  dueSubtasks: readonly number[];
  /** Pending, due, and in need of the whole machine. */
  dueExclusive: readonly number[];
  /** Jobs whose app waits for its main task, and may be tried now. */
  dueSubmissions: readonly number[];
  /** Whether any is pending or running, due or not. */
  openJobs: boolean;
  openSubmissions: boolean;
  openMainTasks: boolean;
  /** The earliest moment at which something that waits becomes due; null: nothing waits. */
  nextDueAt: number | null;
  parts: PartCounts;
}

/** How the pipeline's parts have ended. A job that completed counts through its main task. */
export interface PartCounts {
  usable: number;
  partial: number;
  lost: number;
  cancelled: number;
}

export interface PlannerView {
  now: number;
  generationMaxWorkers: number;
  analysisMaxWorkers: number;
  /** In all pipelines together, paused ones included: their running work still goes on. */
  runningJobs: number;
  /** Of those, the ones that use this machine's processors rather than wait for a provider. */
  runningLocalJobs: number;
  runningSubtasks: number;
  runningExclusive: number;
  /** Those whose jobs run, or that have limited us; by the part of a model's name before the first `/`. */
  providers: ReadonlyMap<string, ProviderView>;
  /** Which pipeline was given a worker when, by its id. */
  turns: { jobs: Turns; subtasks: Turns };
  pipelines: readonly PipelineView[];
}

export type Action =
  | { kind: 'startPipeline'; pipelineId: number }
  | { kind: 'startJob'; jobId: number }
  | { kind: 'submitApp'; jobId: number }
  | { kind: 'startSubtask'; subtaskId: number }
  | { kind: 'finishPipeline'; pipelineId: number; status: Aggregate };

export interface Plan {
  actions: Action[];
  /** When to look again even if nothing happens; null: nothing waits for the clock. */
  wakeAt: number | null;
}

/**
 * What to do next. Pure: the same view gives the same plan, and doing nothing of it and asking again is harmless.
 *
 * Workers are shared fairly: the next free one goes to the pipeline that has fewest. Jobs of a provider that has limited
 * us wait for a place, and those of others pass them. A load test has the machine to itself: it starts when nothing else
 * runs, which happens when no other subtask is due, and while it runs nothing else that uses the processors starts. So
 * load tests gather at the end of the work at hand, and the machine is drained once for many of them.
 */
export function plan(view: PlannerView): Plan {
  const actions: Action[] = [];
  const running = view.pipelines.filter((pipeline) => pipeline.status === 'running');
  for (const pipeline of view.pipelines) {
    if (pipeline.status === 'pending') actions.push({ kind: 'startPipeline', pipelineId: pipeline.id });
  }

  for (const pipeline of running) {
    if (analysisMayBegin(pipeline)) {
      for (const jobId of pipeline.dueSubmissions) actions.push({ kind: 'submitApp', jobId });
    }
    const status = finalStatus(pipeline);
    if (status) actions.push({ kind: 'finishPipeline', pipelineId: pipeline.id, status });
  }

  const exclusive = view.runningExclusive > 0;
  const jobs = shareJobs(
    running.map((pipeline) => ({
      id: pipeline.id,
      running: pipeline.runningJobs,
      width: pipeline.generationMaxConcurrent,
      due: pipeline.dueJobs.filter((job) => !(exclusive && job.local)),
    })),
    view.generationMaxWorkers - view.runningJobs,
    view.turns.jobs,
    view.providers,
  );
  for (const job of jobs) actions.push({ kind: 'startJob', jobId: job.id });

  if (!exclusive) {
    const analysing = running.map((pipeline) => ({
      id: pipeline.id,
      running: pipeline.runningSubtasks,
      width: pipeline.analysisMaxConcurrent,
    }));
    const subtasks = shareFairly(
      analysing.map((share, index) => ({ ...share, due: running[index]!.dueSubtasks })),
      view.analysisMaxWorkers - view.runningSubtasks,
      view.turns.subtasks,
    );
    for (const subtaskId of subtasks) actions.push({ kind: 'startSubtask', subtaskId });

    // A submission of this very plan has subtasks that are due next: the load test lets them go first.
    const idle =
      view.runningSubtasks === 0 &&
      view.runningLocalJobs === 0 &&
      !jobs.some((job) => job.local) &&
      !actions.some((action) => action.kind === 'startSubtask' || action.kind === 'submitApp');
    if (idle) {
      const [next] = shareFairly(
        analysing.map((share, index) => ({ ...share, due: running[index]!.dueExclusive })),
        1,
        view.turns.subtasks,
      );
      if (next !== undefined) actions.push({ kind: 'startSubtask', subtaskId: next });
    }
  }

  const waiting = running.flatMap((pipeline) => pipeline.nextDueAt ?? []);
  return { actions, wakeAt: waiting.length > 0 ? Math.min(...waiting) : null };
}

function analysisMayBegin(pipeline: PipelineView): boolean {
  return pipeline.stages === 'streaming' || !pipeline.openJobs;
}

function finalStatus(pipeline: PipelineView): Aggregate | null {
  if (pipeline.openJobs || pipeline.openSubmissions || pipeline.openMainTasks) return null;
  const contributions: Contribution[] = [];
  // The rule asks only whether there are any of a kind, so one of each kind stands for all.
  for (const kind of ['usable', 'partial', 'lost', 'cancelled'] as const) {
    if (pipeline.parts[kind] > 0) contributions.push(kind);
  }
  return aggregate(contributions);
}
