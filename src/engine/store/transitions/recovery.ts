import type { JobRow, SubtaskRow } from '../schema.ts';
import { assertTransition } from '../../domain/status.ts';
import type { Tx } from '../store.ts';
import { afterInterruption, crashLoop, endAttempt, errorFields } from './attempts.ts';
import type { AttemptClaim } from './attempts.ts';
import { standingStatus } from './effective-result.ts';
import { setSubtask } from './subtasks.ts';

/**
 * Puts back what an ended process left running: the owner is alone, so at open every running row is an orphan.
 * @returns how many attempts were interrupted
 */
export async function interruptAll(tx: Tx, now: number): Promise<number> {
  const jobs = await tx.selectFrom('jobs').selectAll().where('status', '=', 'running').execute();
  const subtasks = await tx.selectFrom('subtasks').selectAll().where('status', '=', 'running').execute();
  const attempts = await tx
    .selectFrom('attempts')
    .select(['id', 'job_id', 'subtask_id'])
    .where('status', '=', 'running')
    .execute();
  for (const { id } of attempts) await endAttempt(tx, id, 'interrupted', null, now);
  for (const job of jobs) await interruptJob(tx, job, 'crash');
  for (const subtask of subtasks) await interruptSubtask(tx, subtask, 'crash', now);
  return attempts.length;
}

/** One attempt that the engine had to stop before its end. A late call changes nothing. */
export async function interruptAttempt(tx: Tx, claim: AttemptClaim, now: number): Promise<void> {
  const attempt = await tx
    .selectFrom('attempts')
    .select(['id', 'job_id', 'subtask_id'])
    .where('id', '=', claim.attemptId)
    .where('token', '=', claim.token)
    .where('status', '=', 'running')
    .executeTakeFirst();
  if (!attempt) return;
  await endAttempt(tx, attempt.id, 'interrupted', null, now);
  if (attempt.job_id !== null) {
    const job = await tx
      .selectFrom('jobs')
      .selectAll()
      .where('id', '=', attempt.job_id)
      .executeTakeFirstOrThrow();
    await interruptJob(tx, job, 'shutdown');
  } else {
    const subtask = await tx
      .selectFrom('subtasks')
      .selectAll()
      .where('id', '=', attempt.subtask_id!)
      .executeTakeFirstOrThrow();
    await interruptSubtask(tx, subtask, 'shutdown', now);
  }
}

async function interruptJob(tx: Tx, job: JobRow, by: 'crash' | 'shutdown'): Promise<void> {
  const after = afterInterruption(job, by);
  assertTransition('job', job.status, after.status);
  await tx
    .updateTable('jobs')
    .set({ ...after, ...errorFields(after.status === 'failed' ? crashLoop() : null) })
    .where('id', '=', job.id)
    .execute();
}

async function interruptSubtask(
  tx: Tx,
  subtask: SubtaskRow,
  by: 'crash' | 'shutdown',
  now: number,
): Promise<void> {
  const after = afterInterruption(subtask, by);
  const error = after.status === 'failed' ? crashLoop() : null;
  const status = error ? ((await standingStatus(tx, subtask)) ?? after.status) : after.status;
  await setSubtask(tx, subtask, { ...after, status, ...errorFields(error) }, now);
}
