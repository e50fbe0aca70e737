import { AssayError } from '../../domain/errors.ts';
import { isTerminal } from '../../domain/status.ts';
import type { Tx } from '../store.ts';
import { endAttempt, errorFields } from './attempts.ts';
import { deriveOpenMainTasks } from './main-tasks.ts';
import { standingStatus } from './effective-result.ts';
import { changeJobs, changeSubtasks } from './many-rows.ts';
import { requirePipeline, setPipelineStatus } from './pipelines.ts';
import { setSubtask } from './subtasks.ts';

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
  const running = await runningAttempts(tx, id);
  for (const attemptId of running) await endAttempt(tx, attemptId, 'cancelled', cancelled, now);
  const values = { status: 'cancelled' as const, not_before: 0, ...errorFields(cancelled) };
  await changeJobs(tx, id, ['pending', 'running'], values);
  // A retry that is taken back: the result that was there stays.
  const retried = await tx
    .selectFrom('subtasks')
    .selectAll()
    .where('pipeline_id', '=', id)
    .where('status', 'in', ['pending', 'running'])
    .where('result_attempt_id', 'is not', null)
    .execute();
  for (const subtask of retried) {
    const status = (await standingStatus(tx, subtask)) ?? 'cancelled';
    await setSubtask(tx, subtask, { status, not_before: 0, ...errorFields(cancelled) }, now);
  }
  await changeSubtasks(tx, id, ['pending', 'running'], values);
  await deriveOpenMainTasks(tx, id, now);
  await setPipelineStatus(tx, pipeline, 'cancelled', now);
  return running;
}

/** The attempts of a pipeline that run now. */
export async function runningAttempts(tx: Tx, pipelineId: number): Promise<number[]> {
  const running = await tx
    .selectFrom('attempts')
    .leftJoin('jobs', 'jobs.id', 'attempts.job_id')
    .leftJoin('subtasks', 'subtasks.id', 'attempts.subtask_id')
    .select('attempts.id')
    .where('attempts.status', '=', 'running')
    .where((eb) =>
      eb.or([eb('jobs.pipeline_id', '=', pipelineId), eb('subtasks.pipeline_id', '=', pipelineId)]),
    )
    .orderBy('attempts.id')
    .execute();
  return running.map((attempt) => attempt.id);
}
