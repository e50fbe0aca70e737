import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import type { Catalog } from '../../../src/engine/catalog/catalog.ts';
import { commonCapabilities } from '../../../src/engine/domain/capabilities.ts';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import type { Configuration } from '../../../src/engine/domain/configuration.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import type { LogEntry } from '../../../src/engine/domain/log.ts';
import { isTerminal } from '../../../src/engine/domain/status.ts';
import type { RunOutcome, RunRequest } from '../../../src/engine/engine-api.ts';
import { runPipeline } from '../../../src/engine/run-pipeline.ts';
import { removeLeftAttempts } from '../../../src/engine/scheduler/publication.ts';
import { Scheduler } from '../../../src/engine/scheduler/scheduler.ts';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { listPipelines } from '../../../src/engine/store/queries/pipelines.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import { interruptAll } from '../../../src/engine/store/transitions/recovery.ts';
import type { PipelineRecord } from '../../../src/engine/domain/records.ts';
import { openStore } from '../../support/open-store.ts';
import { projectRoot } from '../../support/project.ts';
import { childAnalysis } from './child-analysis.ts';
import { controlGeneration } from './control-generation.ts';
import { MostAtOnce } from './most-at-once.ts';

/** The engine with the control models for generation and child processes for analysis, on real files and in real time. */
export class ParallelEngine {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly log: LogEntry[];
  readonly jobs: MostAtOnce;
  readonly subtasks: MostAtOnce;
  readonly #catalog: Catalog;
  readonly #configuration: Configuration;

  private constructor(store: Store, catalog: Catalog, configuration: Configuration, log: LogEntry[]) {
    this.store = store;
    this.log = log;
    this.#catalog = catalog;
    this.#configuration = configuration;
    const blobs = new BlobStore(store.folder.blobs);
    const sink = new Log((entry) => log.push(entry));
    const generation = controlGeneration(catalog, blobs);
    const analysis = childAnalysis(blobs, 17);
    this.jobs = new MostAtOnce();
    this.subtasks = new MostAtOnce();
    this.scheduler = new Scheduler({
      store,
      blobs,
      generation: { generate: (task, context) => this.jobs.count(() => generation.generate(task, context)) },
      analysis: { analyze: (task, context) => this.subtasks.count(() => analysis.analyze(task, context)) },
      configuration,
      capabilities: commonCapabilities,
      log: sink,
      clock: systemClock,
      random: Math.random,
      newToken: randomUUID,
      admission: 'all',
    });
    this.scheduler.start();
  }

  static async open(stateDir: string, settings: Partial<Configuration>): Promise<ParallelEngine> {
    const log: LogEntry[] = [];
    const store = await openStore(stateDir, { log });
    await store.write((tx) => interruptAll(tx, Date.now()));
    await removeLeftAttempts(store);
    const catalog = await loadCatalog(projectRoot);
    return new ParallelEngine(store, catalog, { ...defaultConfiguration, ...settings }, log);
  }

  run(file: string, mode: RunRequest['mode']): Promise<RunOutcome> {
    const log = new Log((entry) => this.log.push(entry));
    const deps = { store: this.store, catalog: this.#catalog, configuration: this.#configuration, log };
    const unable = async () => null;
    return runPipeline({ ...deps, unable }, { file: path.resolve(file), mode });
  }

  pipelines(): Promise<PipelineRecord[]> {
    return this.store.read((db) => listPipelines(db));
  }

  /** Looks after each durable change; what waits for a moment in time is found by the engine's own looks. */
  async until(condition: (pipelines: PipelineRecord[]) => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        const subscription = this.store.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
      if (await condition(await this.pipelines())) return;
      await changed;
    }
  }

  allEnded(): Promise<void> {
    return this.until((pipelines) => pipelines.every(({ status }) => isTerminal(status)));
  }

  async close(graceMs = 0): Promise<void> {
    await this.scheduler.stop(graceMs, 5_000);
    await this.store.close();
  }
}
