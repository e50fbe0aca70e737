import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/engine/domain/clock.ts';
import type { Clock } from '../../src/engine/domain/clock.ts';
import { commonCapabilities } from '../../src/engine/domain/capabilities.ts';
import type { Capabilities } from '../../src/engine/domain/capabilities.ts';
import { defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import { Log } from '../../src/engine/domain/log.ts';
import type { LogEntry } from '../../src/engine/domain/log.ts';
import type { PipelineDefinition } from '../../src/engine/domain/pipeline-file.ts';
import type { PipelineRecord } from '../../src/engine/domain/records.ts';
import type { StatusPipeline } from '../../src/engine/domain/status-document.ts';
import { isTerminal } from '../../src/engine/domain/status.ts';
import { Scheduler } from '../../src/engine/scheduler/scheduler.ts';
import { BlobStore } from '../../src/engine/store/blobs.ts';
import { readStatus } from '../../src/engine/store/queries/status.ts';
import { findPipeline } from '../../src/engine/store/queries/pipelines.ts';
import type { Store } from '../../src/engine/store/store.ts';
import { createPipeline } from '../../src/engine/store/transitions/pipelines.ts';
import { interruptAll } from '../../src/engine/store/transitions/recovery.ts';
import { openStore } from './open-store.ts';
import { ScriptedExecutors } from './scripted-executors.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { trialDefinition } from './trial-definition.ts';

interface BenchOptions {
  settings?: Partial<Configuration>;
  capabilities?: Capabilities;
  clock?: Clock;
  /** For the backoffs' jitter; left out: none waits. */
  random?: () => number;
}

/** The real store and scheduler over scripted executors. */
export class SchedulerBench {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly executors: ScriptedExecutors;
  readonly log: LogEntry[];
  #abandoned = false;

  private constructor(store: Store, executors: ScriptedExecutors, log: LogEntry[], options: BenchOptions) {
    this.store = store;
    this.executors = executors;
    this.log = log;
    this.scheduler = new Scheduler({
      store,
      blobs: new BlobStore(store.folder.blobs),
      generation: executors.generation,
      analysis: executors.analysis,
      configuration: { ...defaultConfiguration, ...options.settings },
      capabilities: options.capabilities ?? commonCapabilities,
      log: new Log((entry) => log.push(entry)),
      clock: options.clock ?? systemClock,
      random: options.random ?? (() => 0),
      newToken: randomUUID,
      admission: 'all',
    });
  }

  static async open(
    folder: string,
    options: BenchOptions & { executors?: ScriptedExecutors } = {},
  ): Promise<SchedulerBench> {
    const log: LogEntry[] = [];
    const store = await openStore(folder, { log });
    await store.write((tx) => interruptAll(tx, Date.now()));
    const bench = new SchedulerBench(store, options.executors ?? new ScriptedExecutors(), log, options);
    bench.scheduler.start();
    return bench;
  }

  createPipeline(
    definition: Partial<PipelineDefinition> = {},
    settings: Partial<Configuration> = {},
  ): Promise<number> {
    return this.store.write((tx) =>
      createPipeline(tx, {
        definition: { ...trialDefinition, ...definition },
        configuration: { ...defaultConfiguration, ...settings },
        file: '/trial.assay.json',
        fileHash: 'hash',
        now: Date.now(),
      }),
    );
  }

  /** Waits until a pipeline satisfies a condition, looking after each change. */
  async until(
    id: number,
    condition: (pipeline: PipelineRecord) => boolean | Promise<boolean>,
  ): Promise<PipelineRecord> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        const subscription = this.store.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
      const pipeline = await this.store.read((db) => findPipeline(db, id));
      if (pipeline && (await condition(pipeline))) return pipeline;
      await changed;
    }
  }

  settled(id: number): Promise<PipelineRecord> {
    return this.until(id, (pipeline) => isTerminal(pipeline.status));
  }

  /** As a kill leaves it: the store is gone in the middle of everything, and nobody can report anything. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await this.store.close();
    await this.scheduler.stop(0, 100).catch(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#abandoned) return;
    await this.scheduler.stop(0, 1_000);
    await this.store.close();
  }
}

/** What `status --json` says of one pipeline. */
export async function statusOf(bench: SchedulerBench, id: number): Promise<StatusPipeline> {
  return (await bench.store.read((db) => readStatus(db, id))).pipelines[0]!;
}

/** A state folder for each test of the calling suite, and benches on it that are closed after the test. */
export function schedulerBenches() {
  const folder = temporaryFolder();
  const benches: SchedulerBench[] = [];
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.close();
  });
  const open = async (options?: Parameters<typeof SchedulerBench.open>[1]): Promise<SchedulerBench> => {
    const bench = await SchedulerBench.open(folder(), options);
    benches.push(bench);
    return bench;
  };
  return { folder, open };
}
