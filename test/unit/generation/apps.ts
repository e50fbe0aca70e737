import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import type { Catalog } from '../../../src/engine/catalog/catalog.ts';
import type { AnswerKey } from '../../../src/engine/domain/answers.ts';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import type { GenerationExecutor, GenerationTask } from '../../../src/engine/domain/executors.ts';
import { noKeys } from '../../../src/engine/domain/keys.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { createGenerationExecutor } from '../../../src/engine/generation/generation-executor.ts';
import { createModelProviders } from '../../../src/engine/generation/providers/model-providers.ts';
import type { ModelProviders } from '../../../src/engine/generation/providers/model-providers.ts';
import { defaultCacheDir } from '../../../src/engine/processes/installation.ts';
import type { Installation } from '../../../src/engine/processes/installation.ts';
import { BlobStore } from '../../../src/engine/store/blobs.ts';

export const root = path.resolve(import.meta.dirname, '../../..');

export const installation: Installation = {
  root,
  node: process.execPath,
  nodeEnv: {},
  cacheDir: defaultCacheDir(),
};

type RecordedAnswer = { requestBlob: string; answerBlob: string };

/** A generation executor with a ledger in memory, in a folder of its own. */
export interface Bench {
  folder: string;
  catalog: Catalog;
  blobs: BlobStore;
  /** By JSON of the key; may be filled beforehand. */
  recorded: Map<string, RecordedAnswer>;
  logged: string[];
  log: Log;
  executor: GenerationExecutor;
  task(model: string, template: string, seed?: number): Promise<GenerationTask>;
  remove(): Promise<void>;
}

export const keyOf = (key: AnswerKey): string =>
  JSON.stringify([key.pipelineId, key.jobId, key.attemptId, key.step]);

/** @param scripted in place of the providers that there are */
export async function createBench(scripted?: ModelProviders): Promise<Bench> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-generation-'));
  await mkdir(path.join(folder, 'blobs'));
  const catalog = await loadCatalog(root);
  const blobs = new BlobStore(path.join(folder, 'blobs'));
  const recorded = new Map<string, RecordedAnswer>();
  const logged: string[] = [];
  const log = new Log((_, line) => logged.push(line));
  const answers = {
    find: async (key: AnswerKey) => recorded.get(keyOf(key)) ?? null,
    record: async (key: AnswerKey, answer: RecordedAnswer) => void recorded.set(keyOf(key), answer),
  };
  const budget = { reserve: async () => ({ release: () => {} }) };
  const providers =
    scripted ??
    createModelProviders({
      ...{ configuration: defaultConfiguration, keys: noKeys, log, clock: systemClock },
      ...{ cacheDir: path.join(folder, 'models'), env: {} },
    });
  let attempts = 0;
  return {
    folder,
    catalog,
    blobs,
    recorded,
    logged,
    log,
    executor: createGenerationExecutor({ installation, catalog, blobs, answers, budget, providers, log }),
    async task(model, template, seed = 1) {
      attempts++;
      const workDir = path.join(folder, `attempt-${attempts}`);
      await mkdir(workDir);
      return {
        ...{ pipelineId: 1, jobId: attempts, attemptId: attempts, replicate: 1, revision: 1 },
        ...{ model, template, stack: 'node-express', seed, app: { model, number: attempts }, workDir },
        options: { repair: 'deterministic', maxContinuations: 2 },
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export const freely = () => ({ signal: new AbortController().signal, report: () => {}, progress: () => {} });
