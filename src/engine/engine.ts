import { randomInt, randomUUID } from 'node:crypto';
import { assembleExecutors } from './assemble-executors.ts';
import type { Executors } from './assemble-executors.ts';
import type { WorkspaceCatalog } from './catalog/workspace-catalog.ts';
import { checkFile } from './check-file.ts';
import type { Budget } from './domain/budget.ts';
import { systemClock } from './domain/clock.ts';
import type { Configuration } from './domain/configuration.ts';
import type { RunEstimate } from './domain/estimate.ts';
import { AssayError } from './domain/errors.ts';
import type { InputProblem } from './domain/errors.ts';
import { Emitter } from './domain/event.ts';
import type { ImportOutcome } from './domain/import-records.ts';
import type { Log } from './domain/log.ts';
import type { ModelList } from './domain/models.ts';
import { knownProviders } from './domain/providers.ts';
import type { Activity, EngineChange, LiveAnswer, PipelineRecord } from './domain/records.ts';
import type { RetryTarget } from './domain/retry-target.ts';
import type { AppLogPart, AppStartMode, RunningApp } from './domain/running-app.ts';
import type { Engine, RunOutcome, RunRequest } from './engine-api.ts';
import { engineChange } from './engine-change.ts';
import { EngineCleanUp } from './engine-clean-up.ts';
import type { EngineOptions } from './engine-options.ts';
import { estimateFile } from './estimate-file.ts';
import { importDocument } from './imports/import-document.ts';
import type { ModelAccess } from './model-access.ts';
import { EngineServer } from './remote/engine-server.ts';
import { runPipeline } from './run-pipeline.ts';
import type { RunningApps } from './running-apps/running-apps.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { BlobStore } from './store/blobs.ts';
import { OwnerWatch } from './store/owner-watch.ts';
import type { Store } from './store/store.ts';
import { untilSettled } from './until-settled.ts';
import { setBudget } from './store/transitions/budgets.ts';
import { cancelPipeline, pausePipeline, resumePipeline } from './store/transitions/control.ts';
import { deletePipeline } from './store/transitions/delete-pipeline.ts';
import { retryTarget } from './store/transitions/retry.ts';

/** The engine of the process that owns the state folder. */
export interface OwnedEngine extends Engine {
  /** Whether it still does. */
  readonly watch: OwnerWatch;
}

export class AssayEngine extends EngineCleanUp implements OwnedEngine {
  readonly watch: OwnerWatch;
  readonly #catalog: WorkspaceCatalog;
  readonly #configuration: Configuration;
  readonly #log: Log;
  readonly #models: ModelAccess;
  protected readonly executors: Executors;
  readonly #apps: RunningApps;
  readonly #sources: Omit<Parameters<typeof runPipeline>[0], 'log'>;
  readonly #scheduler: Scheduler;
  readonly #changes: Emitter<EngineChange>;
  readonly #closed = new AbortController();
  #ended: Promise<void> | null = null;

  constructor(
    options: EngineOptions,
    store: Store,
    catalog: WorkspaceCatalog,
    configuration: Configuration,
    models: ModelAccess,
    log: Log,
  ) {
    super(store, new BlobStore(store.folder.blobs), models.capabilities);
    this.#catalog = catalog;
    this.#configuration = configuration;
    this.#models = models;
    this.#log = log;
    this.watch = new OwnerWatch(store.folder, store.ownership.epoch);
    // Who schedules nothing is here for one command.
    const server = new EngineServer(this, options.schedule === 'none');
    store.serve((socket, token) => server.serve(socket, token));
    this.#changes = new Emitter((error) => log.error('PIPE', null, AssayError.from(error).message));
    store.onDidChange((change) => this.#changes.fire(engineChange(change)));
    const parts = { store, blobs: this.blobs, log, configuration };
    const { providers, capabilities } = models;
    this.executors = assembleExecutors({
      ...{ ...parts, installation: options.installation, catalog, providers, schedule: options.schedule },
      machine: () => this.#scheduler.work,
      onStarted: () => this.#scheduler.look(),
    });
    this.#apps = this.executors.apps;
    this.#sources = { store, catalog, configuration, unable: this.executors.runtime.unable };
    this.#scheduler = new Scheduler({
      ...parts,
      ...this.executors,
      capabilities,
      appStarts: () => this.#apps.starting(),
      clock: systemClock,
      // Only the jitter of backoffs hangs on it.
      random: () => randomInt(2 ** 32) / 2 ** 32,
      newToken: randomUUID,
      admission: options.schedule === 'all' ? 'all' : 'admitted',
    });
    models.watch(() => this.#scheduler.look());
    if (options.schedule === 'none') return;
    this.#scheduler.start();
    void this.#apps.findKept();
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    const result = await runPipeline({ ...this.#sources, log: this.#log }, request);
    if (result.outcome !== 'finished') this.#scheduler.admit(result.pipelineId);
    return result;
  }

  estimate(request: RunRequest): Promise<RunEstimate> {
    const deps = { ...this.#sources, stateDir: this.store.folder.root, prices: this.#models.providers };
    return estimateFile(deps, request, this.#closed.signal);
  }

  async check(text: string, file: string): Promise<InputProblem[]> {
    const deps = { catalog: this.#catalog, stateDir: this.store.folder.root };
    return checkFile(deps, text, file, knownProviders(this.#configuration));
  }

  importFile({ file, text }: { file: string; text: string }): Promise<ImportOutcome> {
    const deps = { store: this.store, blobs: this.blobs, catalog: this.#catalog, now: Date.now };
    return this.blobs.use(() => importDocument(deps, file, text));
  }

  async pause(pipelineId: number): Promise<void> {
    await this.store.write((tx) => pausePipeline(tx, pipelineId, Date.now()));
  }

  async resume(pipelineId: number): Promise<void> {
    await this.#catalog.refresh();
    await this.store.write((tx) => resumePipeline(tx, pipelineId, Date.now()));
    this.#scheduler.admit(pipelineId);
  }

  async cancel(pipelineId: number): Promise<void> {
    const attempts = await this.store.write((tx) => cancelPipeline(tx, pipelineId, Date.now()));
    this.#scheduler.stopAttempts(attempts);
  }

  async delete(pipelineId: number): Promise<void> {
    await this.#apps.forgetPipeline(pipelineId);
    const { attempts, isNew } = await this.store.write((tx) => deletePipeline(tx, pipelineId, Date.now()));
    this.#scheduler.pipelineDeleted(attempts);
    if (isNew) this.#log.info('PIPE', pipelineId, 'The pipeline is deleted.');
  }

  async retry(target: RetryTarget): Promise<number> {
    await this.#catalog.refresh();
    const { retried, pipelineId } = await this.store.write((tx) => retryTarget(tx, target, Date.now()));
    this.#scheduler.admit(pipelineId);
    return retried;
  }

  async setBudget(pipelineId: number, budget: Partial<Budget>): Promise<void> {
    await this.store.write((tx) => setBudget(tx, pipelineId, budget));
  }

  listModels(): Promise<ModelList[]> {
    return this.#models.providers.list(this.#closed.signal);
  }

  startApp(jobId: number, mode: AppStartMode): Promise<RunningApp> {
    return this.#apps.start(jobId, mode);
  }
  stopApp(jobId: number): Promise<void> {
    return this.#apps.stop(jobId);
  }
  appLog(jobId: number, from: number): Promise<AppLogPart | null> {
    return this.#apps.log(jobId, from);
  }
  findRunningApps(): Promise<RunningApp[]> {
    return this.#apps.found();
  }
  runningApps(): RunningApp[] {
    return this.#apps.records();
  }
  get onDidChangeApps(): Engine['onDidChangeApps'] {
    return this.#apps.onDidChange;
  }

  activities(): Activity[] {
    return this.#scheduler.work.activities();
  }
  async liveAnswer(jobId: number): Promise<LiveAnswer | null> {
    return this.#scheduler.work.liveAnswer(jobId);
  }
  get onDidChange(): Engine['onDidChange'] {
    return this.#changes.event;
  }
  get onDidChangeActivity(): Engine['onDidChangeActivity'] {
    return this.#scheduler.work.onDidChange;
  }

  whenSettled(pipelineId: number): Promise<PipelineRecord> {
    return untilSettled(this, pipelineId, this.#closed.signal);
  }

  shutdown(graceMs: number): Promise<void> {
    const stopped = this.#scheduler.stop(graceMs, this.#configuration['shutdown.joinMs']);
    this.#ended ??= this.#end(stopped);
    return this.#ended;
  }

  async #end(stopped: Promise<unknown>): Promise<void> {
    try {
      const { containers } = this.executors;
      await Promise.all([stopped.finally(() => containers.farewell()), this.#apps.end()]);
    } finally {
      this.watch.dispose();
      await this.executors.close();
      this.#models.dispose();
      await this.store.close();
      this.#closed.abort();
      this.#changes.dispose();
      this.#log.info('SHUTDOWN', null, 'The engine has stopped.');
    }
  }

  dispose(): void {
    void this.shutdown(0);
  }
}
