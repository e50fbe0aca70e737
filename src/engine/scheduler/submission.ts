import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { BlobStore } from '../store/blobs.ts';
import { readConfiguration } from '../store/queries/configurations.ts';
import { findPublished } from '../store/queries/revisions.ts';
import type { Store } from '../store/store.ts';
import { failSubmission, submitApp } from '../store/transitions/main-tasks.ts';
import { checkApp } from './app-check.ts';
import { readManifest } from './subtask-runner.ts';

export interface SubmissionDeps {
  store: Store;
  blobs: BlobStore;
  log: Log;
  now: () => number;
  random: () => number;
}

/** Creates an app's main task, once the app is seen to be there as it was generated; else it stays retryable. */
export async function submit(deps: SubmissionDeps, jobId: number): Promise<void> {
  const app = await deps.store.read((db) => findPublished(db, jobId));
  // Deleted since the plan was made.
  if (!app) return;
  const problem = await findProblem(deps, app);
  if (problem === null) {
    const id = await deps.store.write((tx) => submitApp(tx, jobId, deps.now()));
    if (id !== null) deps.log.debug('TASK', app.pipeline_id, `${app.path} is submitted as main task ${id}.`);
    return;
  }
  const message = `The app in ${app.path} cannot be analysed: ${problem}.`;
  deps.log.warn('TASK', app.pipeline_id, message);
  await submissionFailed(deps, app, message);
}

async function findProblem(
  deps: SubmissionDeps,
  app: { path: string; manifest_blob: string },
): Promise<string | null> {
  try {
    const manifest = await readManifest(deps.blobs, app.manifest_blob);
    return await checkApp(path.join(deps.store.folder.root, ...app.path.split('/')), manifest);
  } catch (error) {
    return AssayError.from(error).message;
  }
}

/** Records that an app could not be published or submitted, and when it is tried again. */
export async function submissionFailed(
  deps: SubmissionDeps,
  app: { job_id: number; configuration_id: number },
  message: string,
): Promise<void> {
  await deps.store.write(async (tx) => {
    const configuration = await readConfiguration(tx, app.configuration_id);
    const { baseDelayMs } = configuration['retry.policies'].transient;
    await failSubmission(tx, app.job_id, {
      message,
      now: deps.now(),
      retryDelayMs: Math.floor(baseDelayMs * (0.5 + deps.random() / 2)),
      maxRetries: configuration['tasks.maxCreationRetries'],
    });
  });
}
