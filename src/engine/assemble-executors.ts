import { StoredCallBudget } from './budget/call-budget.ts';
import { localAnalyzerHost } from './analysis/local-host.ts';
import { createSubtaskExecutor } from './analysis/subtask-executor.ts';
import type { AnalysisExecutor } from './analysis/subtask-executor.ts';
import { createAppRuntimes } from './app-runtimes.ts';
import { assembleRunningApps } from './assemble-running-apps.ts';
import type { Catalog } from './catalog/catalog.ts';
import { containerAnalyzerHost, outOfReach } from './container-analyzers.ts';
import { OwnContainers } from './container-place.ts';
import type { Configuration } from './domain/configuration.ts';
import type { AppRuntime, GenerationExecutor } from './domain/executors.ts';
import type { Log } from './domain/log.ts';
import type { EngineOptions } from './engine-options.ts';
import { createGenerationExecutor } from './generation/generation-executor.ts';
import type { ModelProviders } from './generation/providers/model-providers.ts';
import type { Installation } from './processes/installation.ts';
import { createProcessAppRuntime } from './processes/process-app-runtime.ts';
import type { RunningApps, RunningAppsDeps } from './running-apps/running-apps.ts';
import { StoredAnswerLedger } from './store/answer-ledger.ts';
import type { BlobStore } from './store/blobs.ts';
import type { Store } from './store/store.ts';

export interface Executors {
  generation: GenerationExecutor;
  analysis: AnalysisExecutor;
  containers: OwnContainers;
  apps: RunningApps;
  runtime: AppRuntime;
  /** Ends all that they have running. */
  close(): Promise<void>;
}

/** The executors of this machine, each with what it needs of the others handed in. */
export function assembleExecutors(parts: {
  installation: Installation;
  catalog: Catalog;
  configuration: Configuration;
  store: Store;
  blobs: BlobStore;
  providers: ModelProviders;
  log: Log;
  schedule: EngineOptions['schedule'];
  /** See `RunningAppsDeps`. */
  machine: RunningAppsDeps['machine'];
  onStarted: () => void;
}): Executors {
  const { installation, catalog, configuration, blobs, providers, log } = parts;
  const answers = new StoredAnswerLedger(parts.store, Date.now);
  const budget = new StoredCallBudget({ store: parts.store, prices: providers });
  const asProcess = createProcessAppRuntime({ installation, catalog, log });
  const containers = new OwnContainers(parts);
  const inContainers = configuration['analysis.toolboxes'] === 'docker';
  const host = inContainers
    ? containerAnalyzerHost(configuration, containers)
    : localAnalyzerHost(installation);
  const runtimeOver = (processes: AppRuntime) =>
    createAppRuntimes(configuration['apps.runtime'], processes, containers);
  const runtime = runtimeOver(inContainers ? outOfReach(asProcess) : asProcess);
  // Who is here for one command does not stay for it.
  if (parts.schedule !== 'none') containers.reapLeft();
  const apps = assembleRunningApps({ ...parts, runtime: runtimeOver(asProcess), containers });
  const analysis = createSubtaskExecutor({
    host,
    catalog,
    blobs,
    runtime,
    people: apps,
    log,
  });
  return {
    generation: createGenerationExecutor({ installation, catalog, blobs, answers, budget, providers, log }),
    analysis,
    containers,
    apps,
    runtime,
    async close() {
      apps.dispose();
      await analysis.close();
      containers.dispose();
    },
  };
}
