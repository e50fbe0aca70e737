import type { AssayError } from '../../domain/errors.ts';
import type { Remark } from '../../domain/remarks.ts';
import { assertTransition } from '../../domain/status.ts';
import type { JobRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { growProvider, shrinkProvider } from './provider-limits.ts';
import { afterFailure, endAttempt, errorFields, heldAttempt } from './attempts.ts';
import type { AttemptClaim } from './attempts.ts';

async function setJob(
  tx: Tx,
  job: Pick<JobRow, 'id' | 'status'>,
  values: { status: JobRow['status'] } & Partial<Omit<JobRow, 'id'>>,
): Promise<void> {
  assertTransition('job', job.status, values.status);
  await tx.updateTable('jobs').set(values).where('id', '=', job.id).execute();
}

async function requireJob(tx: Tx, id: number): Promise<JobRow> {
  return tx.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/**
 * The attempt succeeded. The revision is recorded; its files are then moved to `path` by a rename that may be
 * repeated, and `publishRevision` says so.
 * @returns the revision's id; null for a late result
 */
export async function completeJob(
  tx: Tx,
  claim: AttemptClaim,
  result: {
    path: string;
    revision: number;
    manifestBlob: string;
    groundTruthBlob: string | null;
    remarks: readonly Remark[];
    now: number;
  },
): Promise<number | null> {
  const attempt = await heldAttempt(tx, claim);
  if (!attempt) return null;
  const job = await requireJob(tx, attempt.job_id!);
  await endAttempt(tx, attempt.id, 'succeeded', null, result.now);
  await setJob(tx, job, {
    status: 'completed',
    submission: 'unpublished',
    submission_failures: 0,
    submission_not_before: 0,
    submission_error: null,
    not_before: 0,
    interruptions: 0,
    ...errorFields(null),
  });
  await growProvider(tx, job.provider, { startedAt: attempt.started_at, now: result.now });
  const { id } = await tx
    .insertInto('revisions')
    .values({
      app_id: job.app_id!,
      revision: result.revision,
      job_id: job.id,
      attempt_id: attempt.id,
      path: result.path,
      manifest_blob: result.manifestBlob,
      ground_truth_blob: result.groundTruthBlob,
      created_at: result.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertRemarks(tx, attempt.id, result.remarks);
  return id;
}

async function insertRemarks(tx: Tx, attemptId: number, remarks: readonly Remark[]): Promise<void> {
  if (remarks.length === 0) return;
  const rows = remarks.map((remark) => ({ attempt_id: attemptId, ...remark }));
  await tx.insertInto('remarks').values(rows).execute();
}

/** Its files have their final place: a main task may be created for it. A revision that was deleted meanwhile is left so. */
export async function publishRevision(tx: Tx, revisionId: number): Promise<void> {
  const revision = await tx
    .updateTable('revisions')
    .set({ published: 1 })
    .where('id', '=', revisionId)
    .returning('job_id')
    .executeTakeFirst();
  if (!revision) return;
  await tx
    .updateTable('jobs')
    .set({ submission: 'due', submission_failures: 0, submission_not_before: 0, submission_error: null })
    .where('id', '=', revision.job_id)
    .execute();
}

/** @returns what became of the job; null for a late result */
export async function failJob(
  tx: Tx,
  claim: AttemptClaim,
  error: AssayError,
  at: { now: number; random: number },
): Promise<JobRow['status'] | null> {
  const attempt = await heldAttempt(tx, claim);
  if (!attempt) return null;
  const job = await requireJob(tx, attempt.job_id!);
  await endAttempt(tx, attempt.id, error.errorClass === 'cancelled' ? 'cancelled' : 'failed', error, at.now);
  const after = await afterFailure(tx, attempt, job, error, at);
  await setJob(tx, job, { ...after, ...errorFields(error) });
  if (error.errorClass === 'rate_limited') await shrinkProvider(tx, job.provider, attempt, error, at);
  return after.status;
}
