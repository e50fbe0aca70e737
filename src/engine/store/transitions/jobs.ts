import type { AssayError } from '../../domain/errors.ts';
import { assertTransition } from '../../domain/status.ts';
import type { JobRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { afterFailure, endAttempt, errorFields, heldAttempt, startAttempt } from './attempts.ts';
import type { AttemptClaim } from './attempts.ts';

export interface ClaimedJob extends AttemptClaim {
  job: JobRow;
  app: { model: string; number: number };
  revision: number;
}

/**
 * pending → running, with a new attempt and the app's number reserved.
 * @returns null when it is no longer pending or its pipeline no longer runs: somebody was quicker
 */
export async function claimJob(
  tx: Tx,
  jobId: number,
  claim: { token: string; now: number },
): Promise<ClaimedJob | null> {
  const found = await tx
    .selectFrom('jobs')
    .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
    .selectAll('jobs')
    .select('pipelines.configuration_id')
    .where('jobs.id', '=', jobId)
    .where('jobs.status', '=', 'pending')
    .where('pipelines.status', '=', 'running')
    .executeTakeFirst();
  if (!found) return null;
  const { configuration_id: configurationId, ...job } = found;
  const app = await reserveApp(tx, job);
  const revision = await nextRevision(tx, app.id);
  const attemptId = await startAttempt(tx, { jobId }, { ...claim, configurationId });
  await setJob(tx, job, { status: 'running', app_id: app.id });
  return {
    job,
    app: { model: job.model, number: app.number },
    revision,
    attemptId,
    token: claim.token,
  };
}

/** The app of the job; at its first claim the model's next number, under the unique constraint. */
async function reserveApp(tx: Tx, job: JobRow): Promise<{ id: number; number: number }> {
  if (job.app_id !== null) {
    return tx
      .selectFrom('apps')
      .select(['id', 'number'])
      .where('id', '=', job.app_id)
      .executeTakeFirstOrThrow();
  }
  const last = await tx
    .selectFrom('apps')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('model', '=', job.model)
    .executeTakeFirst();
  return tx
    .insertInto('apps')
    .values({ model: job.model, number: (last?.number ?? 0) + 1 })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
}

async function nextRevision(tx: Tx, appId: number): Promise<number> {
  const last = await tx
    .selectFrom('revisions')
    .select((eb) => eb.fn.max('revision').as('revision'))
    .where('app_id', '=', appId)
    .executeTakeFirst();
  return (last?.revision ?? 0) + 1;
}

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
  return id;
}

/** Its files have their final place: a main task may be created for it. */
export async function publishRevision(tx: Tx, revisionId: number): Promise<void> {
  const { job_id } = await tx
    .updateTable('revisions')
    .set({ published: 1 })
    .where('id', '=', revisionId)
    .returning('job_id')
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('jobs')
    .set({ submission: 'due', submission_failures: 0, submission_not_before: 0, submission_error: null })
    .where('id', '=', job_id)
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
  const after = afterFailure(job, error, at.now, at.random);
  await setJob(tx, job, { ...after, ...errorFields(error) });
  return after.status;
}
