import { randomUUID } from 'node:crypto';
import { defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import { services } from '../../src/engine/domain/tools.ts';
import { BlobStore } from '../../src/engine/store/blobs.ts';
import { claimJobs } from '../../src/engine/store/transitions/claim-jobs.ts';
import { claimSubtasks } from '../../src/engine/store/transitions/claim-subtasks.ts';
import { completeJob, publishRevision } from '../../src/engine/store/transitions/jobs.ts';
import { submitApp } from '../../src/engine/store/transitions/main-tasks.ts';
import {
  createPipeline,
  requirePipeline,
  setPipelineStatus,
} from '../../src/engine/store/transitions/pipelines.ts';
import { completeSubtask } from '../../src/engine/store/transitions/subtasks.ts';
import { openStore } from '../../test/support/open-store.ts';
import { toolRunOutcomes } from '../engine/tool-run-outcomes.ts';

const now = Date.UTC(2026, 0, 1);

/**
 * Makes a state folder with one app, as the engine does it: generated, submitted, its first subtask completed, the
 * others pending. All ids are 1; the app's attempt is 1, the subtask's 2.
 */
export async function makeExemplar(stateDir: string, settings: Partial<Configuration>): Promise<void> {
  const store = await openStore(stateDir);
  const manifestBlob = await new BlobStore(store.folder.blobs).put(JSON.stringify({ files: {} }));
  const result = {
    path: 'apps/builtin-baseline/1/1',
    revision: 1,
    manifestBlob,
    groundTruthBlob: null,
    remarks: [],
    now,
  };
  await store.write(async (tx) => {
    const pipelineId = await createPipeline(tx, {
      definition: {
        name: 'bench',
        models: ['builtin/baseline'],
        templates: ['notes'],
        stack: 'node-express',
        replicates: 1,
        seed: 1,
        stages: 'streaming',
        services: services.map((service) => ({ service, tools: ['eslint', 'semgrep'] })),
        configuration: {},
      },
      configuration: { ...defaultConfiguration, ...settings },
      file: '/bench.assay.json',
      fileHash: 'hash',
      now,
    });
    await setPipelineStatus(tx, await requirePipeline(tx, pipelineId), 'running', now);
    const [job] = await claimJobs(tx, [{ id: 1, token: randomUUID() }], now);
    const revisionId = await completeJob(tx, job!, result);
    await publishRevision(tx, revisionId!);
    await submitApp(tx, 1, now);
    const [subtask] = await claimSubtasks(tx, [{ id: 1, token: randomUUID() }], now);
    await completeSubtask(tx, subtask!, toolRunOutcomes, now);
  });
  await store.close();
}
