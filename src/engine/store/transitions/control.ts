import { AssayError } from '../../domain/errors.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import { assertTransition, isTerminal } from '../../domain/status.ts';
import type { JobRow, PipelineRow, SubtaskRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { endAttempt, errorFields } from './attempts.ts';
import { requirePipeline, setPipelineStatus } from './pipelines.ts';
import { requireSubtask, setSubtask } from './subtasks.ts';

/** What a person asks of a pipeline. Each is safe to say twice. */

export async function pausePipeline(tx: Tx, id: number, now: number): Promise<void> {
  const pipeline = await requirePipeline(tx, id);
  if (pipeline.status === 'pending' || pipeline.status === 'running') {
    await setPipelineStatus(tx, pipeline, 'paused', now);
  }
}

export async function resumePipeline(tx: Tx, id: number, now: number): Promise<void> {
  const pipeline = await requirePipeline(tx, id);
  if (pipeline.status === 'paused') await setPipelineStatus(tx, pipeline, 'running', now);
}

/**
 * Everything that is open becomes cancelled.
 * @returns the attempts that were running: their work is to be stopped
 */
export async function cancelPipeline(tx: Tx, id: number, now: number): Promise<number[]> {
  const pipeline = await requirePipeline(tx, id);
  if (isTerminal(pipeline.status)) return [];
  const cancelled = new AssayError('cancelled', 'The pipeline was cancelled.');
  const running = await tx
    .selectFrom('attempts')
    .leftJoin('jobs', 'jobs.id', 'attempts.job_id')
    .leftJoin('subtasks', 'subtasks.id', 'attempts.subtask_id')
    .select('attempts.id')
    .where('attempts.status', '=', 'running')
    .where((eb) => eb.or([eb('jobs.pipeline_id', '=', id), eb('subtasks.pipeline_id', '=', id)]))
    .execute();
  for (const attempt of running) await endAttempt(tx, attempt.id, 'cancelled', cancelled, now);
  await tx
    .updateTable('jobs')
    .set({ status: 'cancelled', not_before: 0, ...errorFields(cancelled) })
    .where('pipeline_id', '=', id)
    .where('status', 'in', ['pending', 'running'])
    .execute();
  const subtasks = await tx
    .selectFrom('subtasks')
    .select(['id', 'status', 'main_task_id'])
    .where('pipeline_id', '=', id)
    .where('status', 'in', ['pending', 'running'])
    .execute();
  for (const subtask of subtasks) {
    await setSubtask(tx, subtask, { status: 'cancelled', not_before: 0, ...errorFields(cancelled) }, now);
  }
  await setPipelineStatus(tx, pipeline, 'cancelled', now);
  return running.map((attempt) => attempt.id);
}

/** What a retry by hand forgets: the policy's count begins anew. */
const freshStart = { not_before: 0, failures: 0, interruptions: 0 } as const;

/** The app: its generation if that did not succeed, else the subtasks that did, or failed to, measure it. */
export async function retryApp(tx: Tx, jobId: number, now: number): Promise<number> {
  const job = await tx.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirst();
  if (!job) throw new AssayError('bug', `There is no app with the job ${jobId} in this state folder.`);
  const pipeline = await requirePipeline(tx, job.pipeline_id);
  const retried =
    (await retryJob(tx, job)) +
    (await retrySubmission(tx, job, pipeline)) +
    (await retrySubtasks(tx, await subtasksToRetry(tx, jobId), now));
  if (retried > 0) await reopen(tx, pipeline, now);
  return retried;
}

export async function retrySubtask(tx: Tx, subtaskId: number, now: number): Promise<number> {
  const subtask = await requireSubtask(tx, subtaskId);
  const pipeline = await requirePipeline(tx, subtask.pipeline_id);
  const retried = await retrySubtasks(tx, [subtask], now);
  if (retried > 0) await reopen(tx, pipeline, now);
  return retried;
}

/** All that was lost: failed, partial, cancelled or skipped. What completed stays. */
export async function retryFailed(tx: Tx, pipelineId: number, now: number): Promise<number> {
  const pipeline = await requirePipeline(tx, pipelineId);
  let retried = 0;
  const jobs = await tx
    .selectFrom('jobs')
    .selectAll()
    .where('pipeline_id', '=', pipelineId)
    .where((eb) =>
      eb.or([eb('status', 'in', ['failed', 'cancelled']), eb('submission', 'in', ['given_up', 'due'])]),
    )
    .orderBy('ordinal')
    .execute();
  for (const job of jobs) retried += (await retryJob(tx, job)) + (await retrySubmission(tx, job, pipeline));
  const subtasks = await tx
    .selectFrom('subtasks')
    .selectAll()
    .where('pipeline_id', '=', pipelineId)
    .where('status', 'in', ['failed', 'partial_success', 'cancelled', 'skipped'])
    .orderBy('id')
    .execute();
  retried += await retrySubtasks(tx, subtasks, now);
  if (retried > 0) await reopen(tx, pipeline, now);
  return retried;
}

async function retryJob(tx: Tx, job: JobRow): Promise<number> {
  if (job.status !== 'failed' && job.status !== 'cancelled') return 0;
  assertTransition('job', job.status, 'pending');
  await tx
    .updateTable('jobs')
    .set({ status: 'pending', ...freshStart })
    .where('id', '=', job.id)
    .execute();
  return 1;
}

async function retrySubmission(tx: Tx, job: JobRow, pipeline: PipelineRow): Promise<number> {
  // `due` in a pipeline that ended: it was cancelled before the app's main task was created.
  const waits = job.submission === 'given_up' || (job.submission === 'due' && isTerminal(pipeline.status));
  const { services } = JSON.parse(pipeline.definition) as PipelineDefinition;
  if (!waits || services.length === 0) return 0;
  await tx
    .updateTable('jobs')
    .set({ submission: 'due', submission_failures: 0, submission_not_before: 0, submission_error: null })
    .where('id', '=', job.id)
    .execute();
  return 1;
}

/** Those that lost something; when none did, all that have ended: a person asked for it. */
async function subtasksToRetry(tx: Tx, jobId: number): Promise<SubtaskRow[]> {
  const all = await tx
    .selectFrom('subtasks')
    .innerJoin('main_tasks', 'main_tasks.id', 'subtasks.main_task_id')
    .selectAll('subtasks')
    .where('main_tasks.job_id', '=', jobId)
    .orderBy('subtasks.id')
    .execute();
  const lost = all.filter((subtask) => isTerminal(subtask.status) && subtask.status !== 'completed');
  if (lost.length > 0) return lost;
  return all.every((subtask) => subtask.status === 'completed') ? all : [];
}

async function retrySubtasks(tx: Tx, subtasks: readonly SubtaskRow[], now: number): Promise<number> {
  let retried = 0;
  for (const subtask of subtasks) {
    if (!isTerminal(subtask.status)) continue;
    await setSubtask(tx, subtask, { status: 'pending', ...freshStart }, now);
    retried++;
  }
  return retried;
}

/** A paused pipeline stays paused: what was retried waits with the rest. */
async function reopen(tx: Tx, pipeline: PipelineRow, now: number): Promise<void> {
  if (isTerminal(pipeline.status)) await setPipelineStatus(tx, pipeline, 'running', now);
}
