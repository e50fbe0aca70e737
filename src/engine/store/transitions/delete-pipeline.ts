import { InputError } from '../../domain/errors.ts';
import type { Tx } from '../store.ts';
import { runningAttempts } from './control.ts';

/** So that one statement takes a few milliseconds: what hangs on a job goes with it. */
const jobsPerStatement = 25;

export interface DeletedPipeline {
  /** Its attempts that were running: their work is to be stopped, and comes to nothing. */
  attempts: number[];
  /** False when it had been deleted before. */
  isNew: boolean;
}

/**
 * Deletes a pipeline with everything that hangs on it. The numbers of its apps stay taken. Its folders are listed in
 * `removals`: they may go once this is durable.
 * @throws InputError when there never was such a pipeline
 */
export async function deletePipeline(tx: Tx, id: number, now: number): Promise<DeletedPipeline> {
  const pipeline = await tx.selectFrom('pipelines').select('id').where('id', '=', id).executeTakeFirst();
  if (!pipeline) {
    await assertDeleted(tx, id);
    return { attempts: [], isNew: false };
  }
  const attempts = await runningAttempts(tx, id);
  for (;;) {
    const jobs = await tx
      .selectFrom('jobs')
      .select('id')
      .where('pipeline_id', '=', id)
      .orderBy('ordinal')
      .limit(jobsPerStatement)
      .execute();
    if (jobs.length === 0) break;
    const ids = jobs.map((job) => job.id);
    await listFolders(tx, ids);
    await tx.deleteFrom('jobs').where('id', 'in', ids).execute();
  }
  await tx.deleteFrom('pipelines').where('id', '=', id).execute();
  await tx.insertInto('deletions').values({ pipeline_id: id, deleted_at: now, blobs_left: 1 }).execute();
  return { attempts, isNew: true };
}

async function assertDeleted(tx: Tx, id: number): Promise<void> {
  const deletion = await tx
    .selectFrom('deletions')
    .select('pipeline_id')
    .where('pipeline_id', '=', id)
    .executeTakeFirst();
  if (!deletion) throw InputError.of(String(id), 'there is no such pipeline in this state folder');
}

/** Where the jobs' apps are, or still wait to be moved from. */
async function listFolders(tx: Tx, jobIds: readonly number[]): Promise<void> {
  const revisions = await tx
    .selectFrom('revisions')
    .select(['path', 'attempt_id', 'published'])
    .where('job_id', 'in', jobIds)
    .orderBy('id')
    .execute();
  const paths = revisions.flatMap((revision) => [
    revision.path,
    ...(revision.published === 1 ? [] : [`attempts/${revision.attempt_id}`]),
  ]);
  if (paths.length === 0) return;
  await tx
    .insertInto('removals')
    .values(paths.map((path) => ({ path })))
    .execute();
}

/** These folders are not there any more, durably. */
export async function foldersRemoved(tx: Tx, paths: readonly string[]): Promise<void> {
  await tx.deleteFrom('removals').where('path', 'in', paths).execute();
}

/** No blob that only these pipelines referred to is there any more. */
export async function unusedBlobsRemoved(tx: Tx, pipelineIds: readonly number[]): Promise<void> {
  await tx.updateTable('deletions').set({ blobs_left: 0 }).where('pipeline_id', 'in', pipelineIds).execute();
}
