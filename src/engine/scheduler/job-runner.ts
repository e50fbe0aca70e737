import { mkdir, rm } from 'node:fs/promises';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import { isExisting } from '../domain/existing-app.ts';
import type { ExistingSource, GenerationContext, GenerationExecutor } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { BlobStore } from '../store/blobs.ts';
import { syncFolder } from '../store/files.ts';
import { findExistingApp } from '../store/queries/existing-apps.ts';
import type { JobRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { completeJob, failJob } from '../store/transitions/jobs.ts';
import type { ClaimedJob } from '../store/transitions/claim-jobs.ts';
import { attemptFolder, revisionPath } from './publication.ts';
import type { Reporter } from './reporter.ts';

export interface JobRunnerDeps {
  store: Store;
  blobs: BlobStore;
  generation: GenerationExecutor;
  reporter: Reporter;
  log: Log;
  now: () => number;
}

/** Runs one claimed job to the end of its attempt and records what came of it. */
export async function runJob(
  deps: JobRunnerDeps,
  claimed: ClaimedJob,
  context: GenerationContext,
): Promise<void> {
  const { job, app, revision, attemptId, configuration } = claimed;
  const label = formatAppRef(app);
  const workDir = attemptFolder(deps.store.folder, attemptId);
  try {
    // Stopped while it waited for its turn.
    context.signal.throwIfAborted();
    await rm(workDir, { recursive: true, force: true });
    await mkdir(workDir, { recursive: true });
    // What the executor makes durable in it must not be lost with its entry.
    await syncFolder(deps.store.folder.attempts);
    const existing = await existingSource(deps, job);
    const outcome = await deps.generation.generate(
      {
        pipelineId: job.pipeline_id,
        jobId: job.id,
        attemptId,
        model: job.model,
        template: job.template,
        stack: job.stack,
        replicate: job.replicate,
        seed: job.seed,
        app,
        revision,
        workDir,
        options: {
          repair: configuration['generation.repair'],
          maxContinuations: configuration['generation.maxContinuations'],
        },
        ...(existing ? { existing } : {}),
      },
      context,
    );
    context.signal.throwIfAborted();
    const manifestBlob = await deps.blobs.put(JSON.stringify(outcome.manifest));
    const revisionId = await deps.reporter.record((tx) =>
      completeJob(tx, claimed, {
        path: revisionPath(app, revision),
        revision,
        manifestBlob,
        groundTruthBlob: outcome.groundTruthBlob,
        remarks: outcome.remarks,
        now: deps.now(),
      }),
    );
    if (revisionId !== null) {
      deps.log.info(
        'GEN',
        job.pipeline_id,
        `${label} (${job.template}) was ${existing ? 'taken' : 'generated'}, revision ${revision}.`,
      );
    } else {
      // A late result: nobody will publish it.
      await rm(workDir, { recursive: true, force: true });
    }
  } catch (thrown) {
    const error = AssayError.from(thrown);
    const status = await deps.reporter.failed(claimed, context.signal, (tx, at) =>
      failJob(tx, claimed, error, at),
    );
    if (status !== null) {
      const next = status === 'pending' ? 'will be tried again' : `is ${status}`;
      deps.log.warn('GEN', job.pipeline_id, `${label} (${job.template}): ${error.message} It ${next}.`);
    }
    await rm(workDir, { recursive: true, force: true });
  }
}

/** Null: the app is to be generated. The state folder is no part of an app that it lies in. */
async function existingSource(
  { store }: Pick<JobRunnerDeps, 'store'>,
  job: JobRow,
): Promise<ExistingSource | null> {
  if (!isExisting(job.model)) return null;
  const app = await store.read((db) => findExistingApp(db, job));
  return { path: app.path, without: [store.folder.root] };
}
