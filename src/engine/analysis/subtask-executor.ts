import { randomUUID } from 'node:crypto';
import type { Catalog } from '../catalog/catalog.ts';
import type { ToolResult } from '../domain/analysis.ts';
import type { AnalyzerHost } from '../domain/analyzer-host.ts';
import type { AnalyzeProgress, ToolHealth } from '../domain/analyzer-protocol.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type {
  AppInstance,
  AppRuntime,
  AppsForPeople,
  ExecutionContext,
  SubtaskExecutor,
  SubtaskTask,
  ToolRunOutcome,
} from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { services, tools } from '../domain/tools.ts';
import type { AppUse, Service, ToolName } from '../domain/tools.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { AnalyzerService } from './analyzer-service.ts';
import { ServiceReplicas } from './service-replicas.ts';
import { ServiceUsers } from './service-users.ts';
import { storeResult } from './store-result.ts';
import { notMeasured, tooFar, withAppLog, withCompany } from './tool-results.ts';
import { resultsWithoutApp, wantsApp } from './unstarted-app.ts';
import { whileAppRuns } from './while-app-runs.ts';

export interface SubtaskExecutorDeps {
  /** Where the tools run. */
  host: AnalyzerHost;
  catalog: Pick<Catalog, 'templates' | 'stacks'>;
  blobs: BlobStore;
  runtime: AppRuntime;
  people: AppsForPeople;
  log: Log;
}

export interface AnalysisExecutor extends SubtaskExecutor {
  /** Ends all analyzer programs and what they run. Never rejects. */
  close(): Promise<void>;
}

const none: ReadonlySet<string> = new Set();

/** The order in which an app is looked at. */
const appUses: readonly AppUse[] = ['none', 'probe', 'requests', 'load'];

/** Runs subtasks in analyzer programs; each class of tools sees a fresh instance of the app. */
export function createSubtaskExecutor(deps: SubtaskExecutorDeps): AnalysisExecutor {
  return new AnalyzerSubtaskExecutor(deps);
}

class AnalyzerSubtaskExecutor implements AnalysisExecutor {
  readonly #deps: SubtaskExecutorDeps;
  readonly #services: ReadonlyMap<Service, ServiceReplicas>;
  readonly #users = new ServiceUsers();

  constructor(deps: SubtaskExecutorDeps) {
    this.#deps = deps;
    this.#services = new Map(
      services.map((service) => [service, new ServiceReplicas(deps.host, service, deps.log)]),
    );
  }

  stillRunning(pipelineIds: ReadonlySet<number>): void {
    this.#users.retain(pipelineIds);
    for (const [service, replicas] of this.#services) replicas.keep(this.#users.any(service));
  }

  async analyze(task: SubtaskTask, context: ExecutionContext): Promise<{ toolRuns: ToolRunOutcome[] }> {
    const results = await this.#withoutProgram(task);
    const asked = task.tools.filter((tool) => !results.has(tool));
    if (asked.length > 0) {
      const replicas = this.#services.get(task.service)!;
      if (this.#users.add(task.service, task.pipelineId)) replicas.forgetHealth();
      replicas.keep(true);
      await replicas.use((service) => this.#measure(service, task, asked, results, context));
    }
    const toolRuns: ToolRunOutcome[] = [];
    for (const tool of task.tools) {
      const result = results.get(tool);
      if (!result) throw new AssayError('bug', `${tool} left no result.`);
      toolRuns.push(await storeResult(result, task, this.#deps.blobs));
    }
    return { toolRuns };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#services.values()].map((replicas) => replicas.close()));
  }

  /** What is known of tools without asking any. */
  async #withoutProgram(task: SubtaskTask): Promise<Map<ToolName, ToolResult>> {
    const hasTemplate = this.#deps.catalog.templates.has(task.template);
    const unable = wantsApp(task.tools) ? await this.#deps.runtime.unable(task) : null;
    const results = resultsWithoutApp(task, hasTemplate, unable);
    const asked = task.tools.filter((tool) => !results.has(tool));
    const reason = asked.length > 0 ? await this.#deps.host.unable() : null;
    if (reason === null) return results;
    for (const tool of asked)
      results.set(tool, notMeasured('not_available', { tool, reason, version: null }));
    return results;
  }

  async #measure(
    service: AnalyzerService,
    task: SubtaskTask,
    asked: readonly ToolName[],
    results: Map<ToolName, ToolResult>,
    context: ExecutionContext,
  ): Promise<void> {
    const healths = await service.health(asked, context);
    for (const health of healths) {
      if (!health.available) results.set(health.tool, notMeasured('not_available', health));
    }
    let startFailure: AssayError | null = null;
    for (const use of appUses) {
      const group = healths.filter(({ tool, available }) => available && tools[tool].appUse === use);
      if (group.length === 0) continue;
      try {
        for (const result of await this.#runGroup(service, task, use, group, context))
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
  }

  /** @throws AssayError `unhealthy` when the app does not start */
  async #runGroup(
    service: AnalyzerService,
    task: SubtaskTask,
    use: AppUse,
    group: readonly ToolHealth[],
    context: ExecutionContext,
  ): Promise<ToolResult[]> {
    const names = group.map(({ tool }) => tool);
    if (use === 'none') return this.#runTools(service, task, names, null, context);
    context.report('starting the app');
    const { app, revision, stack, sourceDir, manifest, options } = task;
    const request = {
      ...{ app, revision, stack, sourceDir, manifest, startTimeoutMs: options.appStartTimeoutMs },
      ...{ pipelineId: task.pipelineId, keep: options.keepApp },
    };
    const { host, runtime, people } = this.#deps;
    let instance: AppInstance | null = await runtime.start(
      request,
      context.signal,
      () => context.report('building its image'),
      context.waiting,
    );
    const { log } = instance;
    const company = new Set(people.running());
    try {
      if (use === 'load' && instance.isFar && !host.besideApps) return group.map(tooFar);
      const results = await whileAppRuns(
        {
          ...{ name: formatAppRef(app), instance, retryDelayMs: options.appRetryDelayMs },
          noticed: use === 'requests',
        },
        context,
        (inner) => this.#runTools(service, task, names, instance, inner),
      );
      for (const name of people.running()) company.add(name);
      if (options.keepApp) {
        await people.keep(request, instance, use);
        instance = null;
      }
      return results.map((result) => withCompany(withAppLog(result, log()), use === 'load' ? company : none));
    } finally {
      await instance?.stop();
    }
  }

  #runTools(
    service: AnalyzerService,
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
    return service.analyze(
      {
        runId: randomUUID(),
        tools: names,
        source: { app: formatAppRef(task.app), sourceDir: task.sourceDir, manifest: task.manifest },
        app: instance,
        healthPath: stack?.healthPath ?? '/',
        template: this.#deps.catalog.templates.get(task.template) ?? null,
        options: { toolTimeoutMs, performanceDurationMs, performanceConnections },
      },
      context,
      onProgress,
    );
  }
}
