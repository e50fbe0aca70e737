import type { JobRow, PipelineRow, SubtaskRow } from '../../../../src/engine/store/schema.ts';
import type { State } from '../state.ts';
import type { Plan } from '../plans.ts';
import type { Machine } from '../commands.ts';
import type { Work } from '../workshop.ts';
import { broken } from './moment.ts';
import { isLocal } from './widths.ts';

export interface Resting {
  state: State;
  running: readonly Work[];
  isLoadTest: (work: Work) => boolean;
  providers: readonly string[];
  machine: Machine;
  planOf: (pipelineId: number) => Plan;
  now: number;
}

/** When the engine rests there is nothing that it could do now: no place is free that something due could take. */
export function checkRest(resting: Resting): void {
  const { state } = resting;
  for (const { id, status } of state.attempts.values()) {
    if (status !== 'running' || resting.running.some((work) => work.attemptId === id)) continue;
    broken('What is claimed is worked on', `attempt ${id}`, status);
  }
  for (const pipeline of state.pipelines.values()) {
    const where = `pipeline ${pipeline.id}`;
    if (pipeline.status === 'pending') broken('Nothing that is due waits', where, pipeline.status);
    if (pipeline.status === 'running') checkPipeline(pipeline, resting);
  }
}

function checkPipeline(pipeline: PipelineRow, resting: Resting): void {
  const { state, now, planOf } = resting;
  const plan = planOf(pipeline.id);
  const ofPipeline = (row: { pipeline_id: number }) => row.pipeline_id === pipeline.id;
  const jobs = [...state.jobs.values()].filter(ofPipeline);
  const subtasks = [...state.subtasks.values()].filter(ofPipeline);
  const openJobs = jobs.filter((job) => job.status === 'pending' || job.status === 'running');
  const openSubtasks = subtasks.filter((task) => task.status === 'pending' || task.status === 'running');
  const submissions = jobs.filter(({ submission }) => submission === 'due' && plan.services.length > 0);
  const unpublished = jobs.some(({ submission }) => submission === 'unpublished');
  if (openJobs.length + openSubtasks.length + submissions.length === 0 && !unpublished) {
    broken('A pipeline ends when nothing of it is open', `pipeline ${pipeline.id}`, pipeline.status);
  }
  const mayAnalyse = plan.stages === 'streaming' || openJobs.length === 0;
  for (const job of jobs) {
    if (job.submission === 'unpublished' && job.submission_not_before <= now) {
      broken('Nothing that is due waits', `the app of job ${job.id}`, job);
    }
  }
  for (const job of submissions) {
    if (mayAnalyse && job.submission_not_before <= now) {
      broken('Nothing that is due waits', `the app of job ${job.id}`, job);
    }
  }
  const isDue = (row: JobRow | SubtaskRow) => row.status === 'pending' && row.not_before <= now;
  checkJobs(pipeline.id, jobs.filter(isDue), resting);
  checkSubtasks(pipeline.id, subtasks.filter(isDue), resting);
}

function checkJobs(pipelineId: number, due: readonly JobRow[], resting: Resting): void {
  const { isLoadTest, machine, planOf } = resting;
  const running = resting.running.filter((work) => work.kind === 'job');
  const own = running.filter((work) => work.pipelineId === pipelineId);
  if (running.length >= machine.generationWorkers || own.length >= planOf(pipelineId).generationWidth) return;
  const loadTest = resting.running.some(isLoadTest);
  for (const job of due) {
    if (loadTest && isLocal(job)) continue;
    if (!mayAsk(job.provider, running, resting)) continue;
    broken('Nothing that is due waits while a place is free', `job ${job.id}`, job);
  }
}

/** Whether this process can, and the provider lets it start one more now. */
function mayAsk(provider: string, running: readonly Work[], { state, providers, now }: Resting): boolean {
  if (provider !== 'builtin' && provider !== 'existing' && !providers.includes(provider)) return false;
  const limit = state.limits.get(provider);
  if (!limit) return true;
  if (limit.not_before > now && limit.limited_at <= now) return false;
  return running.filter(({ model }) => model.startsWith(`${provider}/`)).length < limit.width;
}

function checkSubtasks(pipelineId: number, due: readonly SubtaskRow[], resting: Resting): void {
  const { isLoadTest, machine, planOf } = resting;
  const running = resting.running.filter((work) => work.kind === 'subtask');
  const own = running.filter((work) => work.pipelineId === pipelineId);
  if (running.some(isLoadTest)) return;
  if (running.length >= machine.analysisWorkers || own.length >= planOf(pipelineId).analysisWidth) return;
  const busy = resting.running.some((work) => work.kind === 'subtask' || isLocal(work));
  for (const subtask of due) {
    if (subtask.exclusive === 1 && busy) continue;
    broken('Nothing that is due waits while a place is free', `subtask ${subtask.id}`, subtask);
  }
}
