import type { Configuration } from '../../domain/configuration.ts';
import { readConfigurations } from '../queries/configurations.ts';
import type { JobRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { startAttempts } from './attempts.ts';
import type { AttemptClaim, NewAttempt } from './attempts.ts';
import { withRoom } from './provider-limits.ts';

export interface ClaimedJob extends AttemptClaim {
  job: JobRow;
  app: { model: string; number: number };
  revision: number;
  /** What the attempt runs under. */
  configuration: Configuration;
}

/**
 * pending → running, each with a new attempt and its app's number reserved.
 * @param claims with a token each
 * @returns those that were pending, whose pipeline runs and whose provider has room; somebody was quicker with the others
 */
export async function claimJobs(
  tx: Tx,
  claims: readonly { id: number; token: string }[],
  now: number,
): Promise<ClaimedJob[]> {
  const ids = await withRoom(
    tx,
    claims.map(({ id }) => id),
    now,
  );
  if (ids.length === 0) return [];
  const won = await tx
    .updateTable('jobs')
    .set({ status: 'running' })
    .where('id', 'in', ids)
    .where('status', '=', 'pending')
    .where('pipeline_id', 'in', (eb) =>
      eb.selectFrom('pipelines').select('pipelines.id').where('pipelines.status', '=', 'running'),
    )
    .returning('id')
    .execute();
  if (won.length === 0) return [];
  const found = await tx
    .selectFrom('jobs')
    .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
    .leftJoin('apps', 'apps.id', 'jobs.app_id')
    .selectAll('jobs')
    .select(['pipelines.configuration_id', 'apps.number as app_number'])
    .select((eb) => [
      eb
        .selectFrom('attempts')
        .select((max) => max.fn.max('attempts.number').as('last'))
        .whereRef('attempts.job_id', '=', 'jobs.id')
        .as('last_attempt'),
      eb
        .selectFrom('revisions')
        .select((max) => max.fn.max('revisions.revision').as('last'))
        .whereRef('revisions.app_id', '=', 'jobs.app_id')
        .as('last_revision'),
    ])
    .where(
      'jobs.id',
      'in',
      won.map(({ id }) => id),
    )
    .orderBy('jobs.ordinal')
    .orderBy('jobs.id')
    .execute();
  const tokens = new Map(claims.map(({ id, token }) => [id, token]));
  const configurations = await readConfigurations(
    tx,
    found.map((row) => row.configuration_id),
  );
  const begun: { attempt: NewAttempt; claimed: Omit<ClaimedJob, 'attemptId'> }[] = [];
  for (const { configuration_id, app_number, last_attempt, last_revision, ...job } of found) {
    const token = tokens.get(job.id)!;
    const app = app_number === null ? await reserveApp(tx, job) : { id: job.app_id, number: app_number };
    begun.push({
      attempt: { of: job.id, number: (last_attempt ?? 0) + 1, token, configurationId: configuration_id },
      claimed: {
        job: { ...job, app_id: app.id },
        app: { model: job.model, number: app.number },
        revision: (last_revision ?? 0) + 1,
        configuration: configurations.get(configuration_id)!,
        token,
      },
    });
  }
  const attempts = await startAttempts(
    tx,
    'job_id',
    begun.map(({ attempt }) => attempt),
    now,
  );
  return begun.map(({ claimed }) => ({ ...claimed, attemptId: attempts.get(claimed.job.id)! }));
}

/** At its first claim a job gets the model's next number, under the unique constraint. */
async function reserveApp(
  tx: Tx,
  job: Pick<JobRow, 'id' | 'model'>,
): Promise<{ id: number; number: number }> {
  const last = await tx
    .selectFrom('apps')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('model', '=', job.model)
    .executeTakeFirst();
  const app = await tx
    .insertInto('apps')
    .values({ model: job.model, number: (last?.number ?? 0) + 1 })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
  await tx.updateTable('jobs').set({ app_id: app.id }).where('id', '=', job.id).execute();
  return app;
}
