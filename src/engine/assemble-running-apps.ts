import path from 'node:path';
import type { OwnContainers } from './container-place.ts';
import { parseAppRef } from './domain/app-ref.ts';
import { systemClock } from './domain/clock.ts';
import { InputError } from './domain/errors.ts';
import type { AppRuntime } from './domain/executors.ts';
import type { Log } from './domain/log.ts';
import { isTerminal } from './domain/status.ts';
import { RunningApps } from './running-apps/running-apps.ts';
import type { RunningAppsDeps } from './running-apps/running-apps.ts';
import type { StartableApp } from './running-apps/startable-app.ts';
import { readManifest } from './scheduler/subtask-runner.ts';
import type { BlobStore } from './store/blobs.ts';
import { findStartable, keepsAnyApp } from './store/queries/startable-app.ts';
import type { StartableRow } from './store/queries/startable-app.ts';
import type { Store } from './store/store.ts';

/** The apps that people run, with what they need of the other parts. */
export function assembleRunningApps(parts: {
  store: Store;
  blobs: BlobStore;
  runtime: AppRuntime;
  containers: Pick<OwnContainers, 'find'>;
  log: Log;
  machine: RunningAppsDeps['machine'];
  onStarted: () => void;
}): RunningApps {
  const { store, blobs, runtime, containers, log, machine, onStarted } = parts;

  async function startable(row: StartableRow | null): Promise<StartableApp | null> {
    if (!row?.published) return null;
    const { revision, path: relative, manifestBlob } = row.published;
    return {
      ...{ jobId: row.jobId, pipelineId: row.pipelineId, stack: row.stack, revision },
      app: { model: row.model, number: row.number },
      sourceDir: path.join(store.folder.root, ...relative.split('/')),
      manifest: await readManifest(blobs, manifestBlob),
      startTimeoutMs: row.configuration['apps.startTimeoutMs'],
      keep: row.configuration['containers.keepApps'],
      analysed: row.mainTaskStatus === null || isTerminal(row.mainTaskStatus),
    };
  }

  return new RunningApps({
    ...{ runtime, machine, onStarted, log, clock: systemClock },
    async startable(jobId) {
      const app = await startable(await store.read((db) => findStartable(db, { jobId })));
      if (app) return app;
      throw InputError.of(`app of job ${jobId}`, 'there is no source of it yet that could be started');
    },
    async startableNamed(name) {
      const ref = parseAppRef(name);
      return ref && startable(await store.read((db) => findStartable(db, ref)));
    },
    keepsAny: () => store.read(keepsAnyApp),
    async kept() {
      const found = await containers.find();
      return 'reason' in found ? null : found.kept();
    },
  });
}
