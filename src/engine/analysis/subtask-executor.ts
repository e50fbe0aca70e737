import { randomUUID } from 'node:crypto';
import type { Catalog } from '../catalog/catalog.ts';
import type { ToolResult } from '../domain/analysis.ts';
import type { AnalyzeProgress, ToolHealth } from '../domain/analyzer-protocol.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type {
  AppInstance,
  AppRuntime,
  ExecutionContext,
  SubtaskExecutor,
  SubtaskTask,
  ToolRunOutcome,
} from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { services, tools } from '../domain/tools.ts';
import type { AppUse, Service, ToolName } from '../domain/tools.ts';
import type { Installation } from '../processes/installation.ts';
import type { BlobStore } from '../store/blobs.ts';
import { AnalyzerService } from './analyzer-service.ts';
import { storeResult } from './store-result.ts';
import { notMeasured, withAppLog } from './tool-results.ts';
import { resultsWithoutApp, wantsApp } from './unstarted-app.ts';
import { whileAppRuns } from './while-app-runs.ts';

export interface SubtaskExecutorDeps {
  installation: Installation;
  catalog: Pick<Catalog, 'templates' | 'stacks'>;
  blobs: BlobStore;
  runtime: AppRuntime;
  log: Log;
}

export interface AnalysisExecutor extends SubtaskExecutor, Disposable {
  /** Whether a service's tools can be used on this machine; installs what is missing first. */
  toolHealth(service: Service, names: readonly ToolName[], context: ExecutionContext): Promise<ToolHealth[]>;
}

/** The order in which an app is looked at. */
const appUses: readonly AppUse[] = ['none', 'probe', 'requests', 'load'];

/** Runs subtasks in analyzer programs on this machine; each class of tools sees a fresh instance of the app. */
export function createSubtaskExecutor(deps: SubtaskExecutorDeps): AnalysisExecutor {
  return new LocalSubtaskExecutor(deps);
}

class LocalSubtaskExecutor implements AnalysisExecutor {
  readonly #deps: SubtaskExecutorDeps;
  readonly #services: ReadonlyMap<Service, AnalyzerService>;

  constructor(deps: SubtaskExecutorDeps) {
    this.#deps = deps;
    this.#services = new Map(
      services.map((service) => [service, new AnalyzerService(deps.installation, service, deps.log)]),
    );
  }

  toolHealth(service: Service, names: readonly ToolName[], context: ExecutionContext): Promise<ToolHealth[]> {
    return this.#services.get(service)!.health(names, context);
  }

  async analyze(task: SubtaskTask, context: ExecutionContext): Promise<{ toolRuns: ToolRunOutcome[] }> {
    const hasTemplate = this.#deps.catalog.templates.has(task.template);
    const unable = wantsApp(task.tools) ? await this.#deps.runtime.unable(task) : null;
    const results = resultsWithoutApp(task, hasTemplate, unable);
    const asked = task.tools.filter((tool) => !results.has(tool));
    const healths = asked.length > 0 ? await this.toolHealth(task.service, asked, context) : [];
    for (const health of healths) {
      if (!health.available) results.set(health.tool, notMeasured('not_available', health));
    }
    let startFailure: AssayError | null = null;
    for (const use of appUses) {
      const group = healths.filter(({ tool, available }) => available && tools[tool].appUse === use);
      if (group.length === 0) continue;
      try {
        for (const result of await this.#runGroup(task, use, group, context))
          results.set(result.tool, result);
      } catch (thrown) {
        const error = AssayError.from(thrown);
        if (error.errorClass !== 'unhealthy') throw error;
        startFailure = error;
        for (const health of group) {
          results.set(health.tool, notMeasured('failed', { ...health, reason: error.message }, error.detail));
        }
      }
    }
    // Nothing was measured because the app did not start: the subtask's failure, not the tools'.
    if (startFailure && ![...results.values()].some(({ status }) => status === 'succeeded'))
      throw startFailure;
    const toolRuns: ToolRunOutcome[] = [];
    for (const tool of task.tools) {
      const result = results.get(tool);
      if (!result) throw new AssayError('bug', `${tool} left no result.`);
      toolRuns.push(await storeResult(result, task, this.#deps.blobs));
    }
    return { toolRuns };
  }

  dispose(): void {
    for (const service of this.#services.values()) service.dispose();
  }

  /** @throws AssayError `unhealthy` when the app does not start */
  async #runGroup(
    task: SubtaskTask,
    use: AppUse,
    group: readonly ToolHealth[],
    context: ExecutionContext,
  ): Promise<ToolResult[]> {
    const names = group.map(({ tool }) => tool);
    if (use === 'none') return this.#runTools(task, names, null, context);
    context.report('starting the app');
    const { app, revision, stack, sourceDir, manifest, options } = task;
    const instance = await this.#deps.runtime.start(
      { app, revision, stack, sourceDir, manifest, startTimeoutMs: options.appStartTimeoutMs },
      context.signal,
    );
    try {
      const results = await whileAppRuns(
        { name: formatAppRef(app), instance, retryDelayMs: options.appRetryDelayMs },
        context,
        (inner) => this.#runTools(task, names, instance, inner),
      );
      return results.map((result) => withAppLog(result, instance.log()));
    } finally {
      await instance.stop();
    }
  }

  #runTools(
    task: SubtaskTask,
    names: ToolName[],
    instance: AppInstance | null,
    context: ExecutionContext,
  ): Promise<ToolResult[]> {
    const { toolTimeoutMs, performanceDurationMs, performanceConnections } = task.options;
    const stack = this.#deps.catalog.stacks.get(task.stack);
    const working = new Set<ToolName>();
    const onProgress = ({ tool, state }: AnalyzeProgress) => {
      if (state === 'started') working.add(tool);
      else working.delete(tool);
      if (working.size > 0) context.report([...working].join(', '));
    };
    return this.#services.get(task.service)!.analyze(
      {
        runId: randomUUID(),
        tools: names,
        sourceDir: task.sourceDir,
        baseUrl: instance?.baseUrl.replace(/\/+$/, '') ?? null,
        healthPath: stack?.healthPath ?? '/',
        template: this.#deps.catalog.templates.get(task.template) ?? null,
        options: { toolTimeoutMs, performanceDurationMs, performanceConnections },
      },
      context,
      onProgress,
    );
  }
}
