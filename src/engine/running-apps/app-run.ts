import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type { AppInstance } from '../domain/executors.ts';
import { isUpOrComing } from '../domain/running-app.ts';
import type { RunningApp, RunningAppStatus } from '../domain/running-app.ts';
import { LogBuffer } from './log-buffer.ts';
import type { StartableApp } from './startable-app.ts';

/** What starts an instance: waits, builds, and resolves once it is up. */
export interface StartSteps {
  /** Resolves when the machine may be used. @param waits told for what, while it may not */
  whenFree(signal: AbortSignal, waits: (message: string) => void): Promise<void>;
  start(app: StartableApp, signal: AbortSignal, onBuild: (text: string) => void): Promise<AppInstance>;
}

export interface AppRunDeps {
  steps: StartSteps;
  now: () => number;
  changed: () => void;
}

const evidenceLines = 40;

/** One app as people run it. What is asked of it comes one after the other. */
export class AppRun {
  readonly log = new LogBuffer();
  readonly #deps: AppRunDeps;
  #app: StartableApp;
  #status: RunningAppStatus = 'stopped';
  #message: string | null = null;
  #detail: string | null = null;
  #since: number;
  #instance: AppInstance | null = null;
  #starting: { controller: AbortController; done: Promise<void> } | null = null;
  #isFromAnalysis = false;

  constructor(deps: AppRunDeps, app: StartableApp) {
    this.#deps = deps;
    this.#app = app;
    this.#since = deps.now();
  }

  get app(): StartableApp {
    return this.#app;
  }
  get isActive(): boolean {
    return isUpOrComing({ status: this.#status });
  }
  /** What it does now uses the machine's processors. */
  get isStarting(): boolean {
    return this.#status === 'starting';
  }
  get isRunning(): boolean {
    return this.#status === 'running';
  }
  /** Its instance is one that tools have left, not one that a person has started. */
  get isFromAnalysis(): boolean {
    return this.#isFromAnalysis;
  }
  get isKept(): boolean {
    return this.#app.keep && this.#instance?.leave !== undefined;
  }

  record(): RunningApp {
    const { jobId, pipelineId, app, revision } = this.#app;
    return {
      ...{ jobId, pipelineId, app: formatAppRef(app), revision },
      ...{ status: this.#status, message: this.#message, detail: this.#detail, since: this.#since },
      url: this.#instance?.baseUrl ?? null,
      place: this.#instance?.place ?? null,
      kept: this.isKept,
      logLength: this.log.length,
    };
  }

  /** Begins to start an instance; nothing may run or come. What becomes of it, the record tells. */
  start(app: StartableApp): void {
    this.#app = app;
    this.#isFromAnalysis = false;
    const controller = new AbortController();
    this.#set('starting');
    const done = this.#start(app, controller.signal).finally(() => (this.#starting = null));
    this.#starting = { controller, done };
  }

  async #start(app: StartableApp, signal: AbortSignal): Promise<void> {
    const { steps } = this.#deps;
    const write = (text: string) => this.#write(text);
    try {
      await steps.whenFree(signal, (message) => this.#set('waiting', message));
      this.#set('starting');
      write(`-- ${formatAppRef(app.app)}, revision ${app.revision}, is started --\n`);
      const instance = await steps.start(app, signal, write);
      this.#up(instance);
    } catch (thrown) {
      if (signal.aborted) this.#set('stopped');
      else this.#failed(AssayError.from(thrown));
    }
  }

  #failed({ message, hint, detail }: AssayError): void {
    const sentence = hint === null ? message : `${message} ${hint}`;
    this.#write(`${detail === null ? '' : `${detail.trimEnd()}\n`}-- ${sentence} --\n`);
    this.#set('failed', sentence, detail);
  }

  /** Takes over an instance that runs already; none may run here. */
  adopt(app: StartableApp, instance: AppInstance): void {
    this.#app = app;
    this.#isFromAnalysis = true;
    this.#up(instance);
  }

  #up(instance: AppInstance): void {
    this.#instance = instance;
    this.#set('running');
    instance.follow((text) => {
      if (this.#instance === instance) this.#write(text);
    });
    instance.ended.then(
      (how) => this.#ended(instance, how),
      (error: unknown) =>
        this.#ended(instance, AssayError.is(error) ? error.message : 'the container engine does not say how'),
    );
  }

  /** By itself: who stops it has let go of it, or says so. */
  #ended(instance: AppInstance, how: string): void {
    if (this.#instance !== instance || this.#status !== 'running') return;
    this.#instance = null;
    const detail = this.log.tail(evidenceLines);
    this.#write(`\n-- it ended by itself: ${how} --\n`);
    this.#set('crashed', `It ended by itself (${how}).`, detail);
    // Its log is here; what is left of it nobody needs.
    instance.stop().catch(() => undefined);
  }

  /** @throws AssayError when it cannot be stopped: then it runs on */
  async stop(reason: string | null = null): Promise<void> {
    this.#starting?.controller.abort();
    await this.#starting?.done;
    const instance = this.#instance;
    if (!instance) return;
    this.#set('stopping');
    try {
      await instance.stop();
    } catch (error) {
      this.#set('running');
      throw error;
    }
    this.#instance = null;
    this.#write('-- it was stopped --\n');
    this.#set('stopped', reason);
  }

  /** Stops it, or leaves it where it is when it is kept. */
  async leave(): Promise<void> {
    if (!this.isKept) return this.stop();
    this.#instance?.leave?.();
    this.#instance = null;
  }

  #write(text: string): void {
    this.log.write(text);
    this.#deps.changed();
  }

  #set(status: RunningAppStatus, message: string | null = null, detail: string | null = null): void {
    if (status !== this.#status) this.#since = this.#deps.now();
    this.#status = status;
    this.#message = message;
    this.#detail = detail;
    this.#deps.changed();
  }
}
