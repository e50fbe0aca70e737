import { setTimeout as delay } from 'node:timers/promises';
import type { AnalyzerHost } from '../domain/analyzer-host.ts';
import type { AnalyzeParams, AnalyzeProgress, ToolHealth } from '../domain/analyzer-protocol.ts';
import type { ToolResult } from '../domain/analysis.ts';
import { AssayError } from '../domain/errors.ts';
import type { ErrorClass } from '../domain/errors.ts';
import type { AppInstance, ExecutionContext } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { Service, ToolName } from '../domain/tools.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import { AnalyzerClient } from './analyzer-client.ts';
import { withApp } from './met-app.ts';
import { withSource } from './source-transfer.ts';
import type { AppSource } from './source-transfer.ts';
import { ToolPreparation } from './tool-preparation.ts';
import { waitForService } from './wait-for-service.ts';

const helloTimeoutMs = 30_000;
/** Beyond the tools' own limits, which the program itself holds. */
const answerGraceMs = 30_000;

/** What keeps a program from being made until somebody changes something. */
const neverThere: readonly ErrorClass[] = ['build_failed', 'misconfigured'];

/** What one app is to be asked. */
export interface AnalyzeRequest extends Omit<AnalyzeParams, 'sourceDir' | 'baseUrl'> {
  source: AppSource;
  /** null for tools of use `none`. */
  app: AppInstance | null;
}

interface Running {
  client: AnalyzerClient;
  preparation: ToolPreparation;
  /** Resolves when it may be given work; rejects when it ended before. */
  stable: Promise<void>;
}

interface Launch {
  readonly running: Promise<Running>;
  readonly stop: AbortController;
}

/**
 * One analyzer program: started for its first user, shared while it is used or kept, stopped a little after that. One that
 * dies fails its own requests and is started again for the next.
 */
export class AnalyzerService {
  readonly #host: AnalyzerHost;
  readonly #service: Service;
  readonly #log: Log;
  readonly #reporters = new Set<(step: string) => void>();
  #launch: Launch | null = null;
  #users = 0;
  #isKept = false;
  #idleTimer: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Of all that was ever told to stop. */
  #stopped: Promise<unknown> = Promise.resolve();

  constructor(host: AnalyzerHost, service: Service, log: Log) {
    this.#host = host;
    this.#service = service;
    this.#log = log;
  }

  /** Whether each tool can be used, in the order asked for; installs what is missing first. */
  async health(tools: readonly ToolName[], context: ExecutionContext): Promise<ToolHealth[]> {
    try {
      return await this.#use(context, ({ preparation }) => preparation.healthOf(tools, context));
    } catch (error) {
      if (!AssayError.is(error) || !neverThere.includes(error.errorClass)) throw error;
      // As of a tool that could not be installed: another try by itself would find the same.
      const reason = [error.message, error.hint].filter((part) => part !== null).join(' ');
      return tools.map((tool) => ({ tool, available: false, reason, version: null }));
    }
  }

  /** What is known of the tools is asked anew of who asks next. */
  forgetHealth(): void {
    this.#launch?.running.then(
      ({ preparation }) => preparation.forget(),
      () => {}, // there is nothing to forget
    );
  }

  /** Whether it is to stay while nobody uses it. */
  keep(isKept: boolean): void {
    this.#isKept = isKept;
    this.#stopWhenUnused();
  }

  /** @returns one result for each tool asked for, in that order */
  async analyze(
    request: AnalyzeRequest,
    context: ExecutionContext,
    onProgress: (progress: AnalyzeProgress) => void,
  ): Promise<ToolResult[]> {
    const { source, app, ...params } = request;
    return this.#use(context, async ({ client, stable }) => {
      await unlessAborted(stable, context.signal);
      return withSource(client, source, context.signal, (sourceDir) =>
        withApp(client.program, app, (baseUrl) =>
          this.#ask(client, { ...params, sourceDir, baseUrl }, context.signal, onProgress),
        ),
      );
    });
  }

  /** Ends the program and what it runs; nothing starts any more. Never rejects. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#stop();
  }

  async #ask(
    client: AnalyzerClient,
    params: AnalyzeParams,
    stopped: AbortSignal,
    onProgress: (progress: AnalyzeProgress) => void,
  ): Promise<ToolResult[]> {
    const limitMs = params.options.toolTimeoutMs * params.tools.length + answerGraceMs;
    const limit = AbortSignal.timeout(Math.min(limitMs, 2 ** 31 - 1));
    try {
      const signal = AbortSignal.any([stopped, limit]);
      return (await client.analyze(params, signal, onProgress)).results;
    } catch (error) {
      if (!limit.aborted || stopped.aborted) throw error;
      client.dispose();
      throw new AssayError('timeout', `The ${this.#service} service did not answer within ${limitMs} ms.`);
    }
  }

  async #use<T>(context: ExecutionContext, work: (running: Running) => Promise<T>): Promise<T> {
    context.signal.throwIfAborted();
    if (this.#isClosed) throw new AssayError('cancelled', `The ${this.#service} service has been closed.`);
    this.#users += 1;
    this.#stopWhenUnused();
    try {
      return await work(await this.#started(context));
    } finally {
      this.#users -= 1;
      this.#stopWhenUnused();
    }
  }

  async #started(context: ExecutionContext): Promise<Running> {
    const report = (step: string) => context.report(step);
    this.#reporters.add(report);
    try {
      this.#launch ??= this.#begin();
      return await waitForService(this.#service, this.#launch.running, context.signal);
    } finally {
      this.#reporters.delete(report);
    }
  }

  #begin(): Launch {
    const stop = new AbortController();
    const running = this.#startProgram(stop.signal);
    const launch = { running, stop };
    const forget = () => {
      if (this.#launch === launch) this.#launch = null;
    };
    running.then(({ client }) => client.ended.then(forget), forget);
    return launch;
  }

  async #startProgram(signal: AbortSignal): Promise<Running> {
    const report = (step: string) => {
      for (const reporter of this.#reporters) reporter(step);
    };
    report(`starting ${this.#service}`);
    const program = await this.#host.start(this.#service, { signal, report });
    const startedAt = performance.now();
    const client = new AnalyzerClient(program, this.#service);
    const late = AbortSignal.timeout(helloTimeoutMs);
    try {
      const hello = { service: this.#service, tools: [], toolbox: null };
      await client.initialize(hello, AbortSignal.any([signal, late]));
    } catch (error) {
      client.dispose();
      if (signal.aborted || !late.aborted) throw error;
      throw new AssayError(
        'transient',
        `The ${this.#service} service did not start in ${helloTimeoutMs} ms.`,
      );
    }
    this.#log.debug('HEALTH', null, `${this.#service} has started`);
    const stable = this.#stable(client, startedAt, signal);
    stable.catch(() => {}); // told to those who have work for it
    return { client, preparation: new ToolPreparation(this.#service, client, this.#log), stable };
  }

  async #stable(client: AnalyzerClient, startedAt: number, signal: AbortSignal): Promise<void> {
    const restMs = this.#host.stabilizationDelayMs - (performance.now() - startedAt);
    if (restMs <= 0) return;
    const ended = client.ended.then(() => {
      throw client.deathOf();
    });
    await Promise.race([delay(restMs, undefined, { ref: false, signal }), ended]);
  }

  #stopWhenUnused(): void {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    if (this.#users > 0 || this.#isKept || !this.#launch) return;
    this.#idleTimer = setTimeout(() => void this.#stop(), this.#host.idleMs);
    // The idle program must not keep ours from ending; it ends with it.
    this.#idleTimer.unref();
  }

  async #stop(): Promise<void> {
    this.#stopped = Promise.all([this.#stopped, this.#stopProgram()]);
    await this.#stopped;
  }

  async #stopProgram(): Promise<void> {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    const launch = this.#launch;
    this.#launch = null;
    launch?.stop.abort();
    const running = await launch?.running.catch(() => null); // it never started: told to those who asked
    running?.preparation.dispose();
    await running?.client.stop();
  }
}
