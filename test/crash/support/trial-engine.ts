import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { commonCapabilities } from '../../../src/engine/domain/capabilities.ts';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import type { Configuration } from '../../../src/engine/domain/configuration.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import type { LogEntry } from '../../../src/engine/domain/log.ts';
import type { PipelineDefinition } from '../../../src/engine/domain/pipeline-file.ts';
import { removeLeftAttempts } from '../../../src/engine/scheduler/publication.ts';
import { Scheduler } from '../../../src/engine/scheduler/scheduler.ts';
import { StoredAnswerLedger } from '../../../src/engine/store/answer-ledger.ts';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import { deletePipeline } from '../../../src/engine/store/transitions/delete-pipeline.ts';
import { createPipeline } from '../../../src/engine/store/transitions/pipelines.ts';
import { interruptAll } from '../../../src/engine/store/transitions/recovery.ts';
import { openStore } from '../../support/open-store.ts';
import { trialDefinition } from '../../support/trial-definition.ts';
import type { Fact } from './facts.ts';
import { quickExecutors } from './quick-executors.ts';
import { tellingStore } from './telling-store.ts';

export interface TrialOptions {
  stateDir: string;
  random: () => number;
  tell: (fact: Fact) => void;
  /** So small that segments are sealed, snapshots built and old ones removed all the time. */
  segmentBytes: number;
  maxDelayMs: number;
  /** Works on no pipeline: only what deleted ones have left is removed. */
  atRest?: boolean;
}

/** The real store and scheduler over quick executors; everything that it is told is durable, it tells. */
export class TrialEngine {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly log: LogEntry[];

  private constructor(store: Store, scheduler: Scheduler, log: LogEntry[]) {
    this.store = store;
    this.scheduler = scheduler;
    this.log = log;
  }

  static async open(options: TrialOptions): Promise<TrialEngine> {
    const entries: LogEntry[] = [];
    const opened = await openStore(options.stateDir, { segmentBytes: options.segmentBytes, log: entries });
    const store = tellingStore(opened, options.tell);
    await store.write((tx) => interruptAll(tx, Date.now()));
    await removeLeftAttempts(store);
    const blobs = new BlobStore(store.folder.blobs);
    const scheduler = new Scheduler({
      ...quickExecutors({ ...options, blobs, answers: new StoredAnswerLedger(store, Date.now) }),
      store,
      blobs,
      configuration,
      capabilities: commonCapabilities,
      log: new Log((entry) => entries.push(entry)),
      clock: systemClock,
      // No backoff: what failed is tried again at once.
      random: () => 0,
      newToken: randomUUID,
      admission: options.atRest ? 'admitted' : 'all',
    });
    scheduler.start();
    return new TrialEngine(store, scheduler, entries);
  }

  createPipeline(size: Pick<PipelineDefinition, 'templates' | 'replicates'>): Promise<number> {
    const definition = { ...trialDefinition, ...size };
    const pipeline = {
      definition,
      configuration,
      file: '/trial.assay.json',
      fileHash: 'hash',
      now: Date.now(),
    };
    return this.store.write((tx) => createPipeline(tx, pipeline));
  }

  async deletePipeline(id: number): Promise<void> {
    const { attempts } = await this.store.write((tx) => deletePipeline(tx, id, Date.now()));
    this.scheduler.pipelineDeleted(attempts);
  }

  /** @param graceMs for what works, and for what is being removed */
  async close(graceMs = 0): Promise<void> {
    await this.scheduler.stop(graceMs, 1_000);
    await this.store.close();
  }
}

const configuration: Configuration = {
  ...defaultConfiguration,
  'generation.maxConcurrent': 3,
  'analysis.maxConcurrent': 4,
};
