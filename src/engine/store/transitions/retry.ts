import { AssayError } from '../../domain/errors.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type { RetryTarget } from '../../domain/retry-target.ts';
import { assertTransition, isTerminal } from '../../domain/status.ts';
import type { JobRow, PipelineRow, SubtaskRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { deriveMainTasks } from './main-tasks.ts';
import { changeSubtasks } from './many-rows.ts';
import { requirePipeline, setPipelineStatus } from './pipelines.ts';
import { requireSubtask, setSubtask } from './subtasks.ts';

/** @returns how many jobs and subtasks will be tried again, and in which pipeline */
export async function retryTarget(
  tx: Tx,
  target: RetryTarget,
  now: number,
): Promise<{ retried: number; pipelineId: number }> {
  switch (target.kind) {
    case 'app': {
      const { pipeline_id: pipelineId } = await requireJob(tx, target.jobId);
      return { retried: await retryApp(tx, target.jobId, now), pipelineId };
    }
    case 'subtask': {
      const { pipeline_id: pipelineId } = await requireSubtask(tx, target.subtaskId);
      return { retried: await retrySubtask(tx, target.subtaskId, now), pipelineId };
    }
    case 'failed': {
      const { pipelineId } = target;
      return { retried: await retryFailed(tx, pipelineId, now), pipelineId };
    }
  }
}

async function requireJob(tx: Tx, id: number): Promise<JobRow> {
  const job = await tx.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!job) throw new AssayError('bug', `There is no app with the job ${id} in this state folder.`);
  return job;
}

/** What a retry by hand forgets: the policy's count begins anew. */
const freshStart = { not_before: 0, failures: 0, interruptions: 0 } as const;

/** The app: its generation if that did not succeed, else the subtasks that did, or failed to, measure it. */
export async function retryApp(tx: Tx, jobId: number, now: number): Promise<number> {
  const job = await requireJob(tx, jobId);
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
      eb.or([
        eb('status', 'in', ['failed', 'cancelled']),
        eb('submission', 'in', ['given_up', 'due', 'unpublished']),
      ]),
    )
    .orderBy('ordinal')
    .execute();
  for (const job of jobs) retried += (await retryJob(tx, job)) + (await retrySubmission(tx, job, pipeline));
  const lost = ['failed', 'partial_success', 'cancelled', 'skipped'] as const;
  const mainTasks = await changeSubtasks(tx, pipelineId, lost, { status: 'pending', ...freshStart });
  retried += mainTasks.length;
  await deriveMainTasks(tx, [...new Set(mainTasks)], now);
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
  // What is open in a pipeline that ended was cut off by its cancellation.
  const open = job.submission === 'due' || job.submission === 'unpublished';
  if (job.submission !== 'given_up' && !(open && isTerminal(pipeline.status))) return 0;
  const { services } = JSON.parse(pipeline.definition) as PipelineDefinition;
  const unpublished = await tx
    .selectFrom('revisions')
    .select('id')
    .where('job_id', '=', job.id)
    .where('published', '=', 0)
    .executeTakeFirst();
  if (!unpublished && services.length === 0) return 0;
  await tx
    .updateTable('jobs')
    .set({
      submission: unpublished ? 'unpublished' : 'due',
      submission_failures: 0,
      submission_not_before: 0,
      submission_error: null,
    })
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
