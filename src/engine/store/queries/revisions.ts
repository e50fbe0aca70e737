import type { Reader } from '../store.ts';

function withPipelines(db: Reader) {
  return db
    .selectFrom('revisions')
    .innerJoin('jobs', 'jobs.id', 'revisions.job_id')
    .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
    .select([
      'revisions.id',
      'revisions.attempt_id',
      'revisions.path',
      'revisions.manifest_blob',
      'jobs.id as job_id',
      'jobs.pipeline_id',
      'pipelines.configuration_id',
    ]);
}

/** The revision of a job that counts: the last one whose files have their place. null: there is none. */
export async function findPublished(db: Reader, jobId: number) {
  const row = await withPipelines(db)
    .where('revisions.job_id', '=', jobId)
    .where('revisions.published', '=', 1)
    .orderBy('revisions.revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Whose files wait for their place, and may be tried now. */
export function listUnpublished(db: Reader, now: number) {
  return withPipelines(db)
    .where('revisions.published', '=', 0)
    .where('jobs.submission', '=', 'unpublished')
    .where('jobs.submission_not_before', '<=', now)
    .orderBy('revisions.id')
    .execute();
}
