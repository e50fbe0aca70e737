import { setTimeout as delay } from 'node:timers/promises';
import type { AnalyzeParams, AnalyzeProgress, ToolHealth } from '../domain/analyzer-protocol.ts';
import type { ToolResult } from '../domain/analysis.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type { ExecutionContext } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { Service, ToolName } from '../domain/tools.ts';
import type { Installation } from '../processes/installation.ts';
import { AnalyzerProcess } from './analyzer-process.ts';
import { ToolPreparation } from './tool-preparation.ts';

const startTimeoutMs = 30_000;
/** Beyond the tools' own limits, which the program itself holds. */
const answerGraceMs = 30_000;
const defaultIdleMs = 30_000;

interface Running {
  process: AnalyzerProcess;
  preparation: ToolPreparation;
}

/**
 * One analyzer service: started with its first user, shared while it is used, stopped a little after the
 * last one has gone. A program that dies fails its own requests and is started again for the next.
 */
export class AnalyzerService implements Disposable {
  readonly #installation: Installation;
  readonly #service: Service;
  readonly #log: Log;
  readonly #idleMs: number;
  #running: Promise<Running> | null = null;
  #users = 0;
  #idleTimer: NodeJS.Timeout | null = null;
  #isDisposed = false;

  constructor(installation: Installation, service: Service, log: Log, idleMs = defaultIdleMs) {
    this.#installation = installation;
    this.#service = service;
    this.#log = log;
    this.#idleMs = idleMs;
  }

  /** Whether each tool can be used, in the order asked for; installs what is missing first. */
  health(tools: readonly ToolName[], context: ExecutionContext): Promise<ToolHealth[]> {
    return this.#use(context, ({ preparation }) => preparation.healthOf(tools, context));
  }

  /** @returns one result for each tool asked for, in that order */
  async analyze(
    params: AnalyzeParams,
    context: ExecutionContext,
    onProgress: (progress: AnalyzeProgress) => void,
  ): Promise<ToolResult[]> {
    return this.#use(context, async ({ process }) => {
      const limitMs = params.options.toolTimeoutMs * params.tools.length + answerGraceMs;
      const limit = AbortSignal.timeout(Math.min(limitMs, 2 ** 31 - 1));
      try {
        const signal = AbortSignal.any([context.signal, limit]);
        return (await process.analyze(params, signal, onProgress)).results;
      } catch (error) {
        if (!limit.aborted || context.signal.aborted) throw error;
        process.dispose();
        throw new AssayError('timeout', `The ${this.#service} service did not answer within ${limitMs} ms.`);
      }
    });
  }

  /** Ends the program and what it runs; nothing starts any more. */
  dispose(): void {
    this.#isDisposed = true;
    this.#stop();
  }

  async #use<T>(context: ExecutionContext, work: (running: Running) => Promise<T>): Promise<T> {
    context.signal.throwIfAborted();
    if (this.#isDisposed) throw new AssayError('cancelled', `The ${this.#service} service has been closed.`);
    this.#users += 1;
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    try {
      return await work(await this.#start(context));
    } finally {
      this.#users -= 1;
      if (this.#users === 0 && this.#running) {
        this.#idleTimer = setTimeout(() => this.#stop(), this.#idleMs);
        // The idle program must not keep ours from ending; it ends with it.
        this.#idleTimer.unref();
      }
    }
  }

  #start(context: ExecutionContext): Promise<Running> {
    if (this.#running) return this.#running;
    context.report(`starting ${this.#service}`);
    const running = this.#launch();
    this.#running = running;
    const forget = () => {
      if (this.#running === running) this.#running = null;
    };
    running.then(({ process }) => process.ended.then(forget), forget);
    return running;
  }

  async #launch(): Promise<Running> {
    const process = new AnalyzerProcess(this.#installation, this.#service);
    const hello = { service: this.#service, tools: [], toolbox: null };
    const timer = new AbortController();
    const late = delay(startTimeoutMs, undefined, { signal: timer.signal }).then(() => {
      throw new AssayError(
        'transient',
        `The ${this.#service} service did not start within ${startTimeoutMs} ms.`,
      );
    });
    try {
      await Promise.race([process.initialize(hello, new AbortController().signal), late]);
    } catch (error) {
      process.dispose();
      throw error;
    } finally {
      late.catch(() => {}); // stopped, or told already
      timer.abort();
    }
    this.#log.debug('HEALTH', null, `${this.#service} has started`);
    return {
      process,
      preparation: new ToolPreparation(this.#installation, this.#service, process, this.#log),
    };
  }

  #stop(): void {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    const running = this.#running;
    this.#running = null;
    running?.then(
      ({ process, preparation }) => {
        preparation.dispose();
        process.dispose();
      },
      () => {}, // it never started: told to those who asked
    );
  }
}
