import path from 'node:path';
import type { Configuration } from '../domain/configuration.ts';
import { AssayError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import { retryPolicy } from '../domain/retry-policy.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import { failSubmission, submitApp } from '../store/transitions/main-tasks.ts';
import { checkApp } from './app-check.ts';
import { readManifest } from './subtask-runner.ts';

/** Creates an app's main task, once the app is seen to be there as it was generated; else it stays retryable. */
export async function submit(
  deps: { store: Store; blobs: BlobStore; log: Log; now: () => number; random: () => number },
  jobId: number,
): Promise<void> {
  const app = await deps.store.read((db) =>
    db
      .selectFrom('revisions')
      .innerJoin('jobs', 'jobs.id', 'revisions.job_id')
      .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
      .select(['revisions.path', 'revisions.manifest_blob', 'jobs.pipeline_id', 'pipelines.configuration'])
      .where('revisions.job_id', '=', jobId)
      .where('revisions.published', '=', 1)
      .orderBy('revisions.revision', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
  const configuration = JSON.parse(app.configuration) as Configuration;
  let problem: string | null;
  try {
    const manifest = await readManifest(deps.blobs, app.manifest_blob);
    problem = await checkApp(path.join(deps.store.folder.root, ...app.path.split('/')), manifest);
  } catch (error) {
    problem = AssayError.from(error).message;
  }
  if (problem === null) {
    const id = await deps.store.write((tx) => submitApp(tx, jobId, deps.now()));
    if (id !== null) deps.log.debug('TASK', app.pipeline_id, `${app.path} is submitted as main task ${id}.`);
    return;
  }
  const message = `The app in ${app.path} cannot be analysed: ${problem}.`;
  deps.log.warn('TASK', app.pipeline_id, message);
  await deps.store.write((tx) =>
    failSubmission(tx, jobId, {
      message,
      now: deps.now(),
      retryDelayMs: Math.floor(retryPolicy.transient.baseDelayMs * (0.5 + deps.random() / 2)),
      maxRetries: configuration['tasks.maxCreationRetries'],
    }),
  );
}
