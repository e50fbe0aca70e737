import { formatAppRef } from '../domain/app-ref.ts';
import type { Clock } from '../domain/clock.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import { Emitter } from '../domain/event.ts';
import type {
  AppInstance,
  AppRuntime,
  AppStartRequest,
  AppsForPeople,
  KeptApp,
} from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { AppLogPart, AppStartMode, RunningApp } from '../domain/running-app.ts';
import type { AppUse } from '../domain/tools.ts';
import { AppRun } from './app-run.ts';
import type { StartableApp } from './startable-app.ts';
import { whenFree } from './when-free.ts';
import type { Machine } from './when-free.ts';

export interface RunningAppsDeps {
  runtime: AppRuntime;
  /** By the id of its job. @throws InputError when there is nothing to start */
  startable(jobId: number): Promise<StartableApp>;
  /** By `model:number`; null: there is none any more. */
  startableNamed(name: string): Promise<StartableApp | null>;
  /** Whether any pipeline keeps its apps. */
  keepsAny(): Promise<boolean>;
  /** What an earlier owner of the state folder has left on purpose; null: no container engine says. */
  kept(): Promise<KeptApp[] | null>;
  machine(): Machine;
  /** A start has ended: the machine may be free. */
  onStarted(): void;
  clock: Clock;
  log: Log;
}

const noticeIntervalMs = 100;

/** The apps that people have asked to run, and those that stay after their analysis: in memory, and in containers' labels. */
export class RunningApps implements AppsForPeople, Disposable {
  readonly #deps: RunningAppsDeps;
  readonly #runs = new Map<number, AppRun>();
  readonly #turns = new Map<number, Promise<unknown>>();
  readonly #changes: Emitter<void>;
  #notice: Disposable | null = null;
  #found: Promise<void> | null = null;
  #isEnding = false;

  constructor(deps: RunningAppsDeps) {
    this.#deps = deps;
    this.#changes = new Emitter((error) => deps.log.error('PIPE', null, AssayError.from(error).message));
  }

  /** At most ten times a second. */
  get onDidChange(): Emitter<void>['event'] {
    return this.#changes.event;
  }

  records(): RunningApp[] {
    return [...this.#runs.values()].map((run) => run.record());
  }

  /** With those that were kept. */
  async found(): Promise<RunningApp[]> {
    await this.findKept();
    return this.records();
  }

  /** How many are being started at the moment. */
  starting(): number {
    return [...this.#runs.values()].filter((run) => run.isStarting).length;
  }

  running(): string[] {
    return [...this.#runs.values()].filter((run) => run.isRunning).map((run) => formatAppRef(run.app.app));
  }

  async log(jobId: number, from: number): Promise<AppLogPart | null> {
    await this.findKept();
    return this.#runs.get(jobId)?.log.read(from) ?? null;
  }

  /**
   * Has it started; asked twice it does it once. An instance of an older revision makes way for the newest.
   * @returns how it is now: that it is up, its record tells later
   * @throws InputError when there is no source to start; AssayError `unhealthy`, with the reason, when it cannot be started here
   */
  async start(jobId: number, mode: AppStartMode): Promise<RunningApp> {
    await this.findKept();
    const app = await this.#deps.startable(jobId);
    const unable = await this.#deps.runtime.unable(app);
    if (unable !== null) {
      throw new AssayError('unhealthy', `${formatAppRef(app.app)} cannot be started: ${unable}.`);
    }
    return this.#inTurn(jobId, async () => {
      this.#assertOpen();
      const run = this.#runOf(app);
      const isThere = run.isActive && run.app.revision === app.revision;
      if (mode === 'start' && isThere) return run.record();
      await run.stop();
      run.start({ ...app, rebuild: mode === 'rebuild' });
      return run.record();
    });
  }

  /** What does not run is no error. */
  async stop(jobId: number): Promise<void> {
    // Of one that is known it is asked at once, before an end that is asked for later.
    if (!this.#runs.has(jobId)) await this.findKept();
    await this.#inTurn(jobId, async () => this.#runs.get(jobId)?.stop());
  }

  /** Stops all apps of a pipeline, and forgets them. */
  async forgetPipeline(pipelineId: number): Promise<void> {
    await this.findKept();
    const gone = [...this.#runs].filter(([, run]) => run.app.pipelineId === pipelineId);
    for (const [jobId, run] of gone) {
      await this.#inTurn(jobId, () => run.stop());
      this.#runs.delete(jobId);
    }
    this.#changed();
  }

  /** What a load test has left is full of its data: it is kept only where there is nothing better. */
  async keep(request: AppStartRequest, instance: AppInstance, use: AppUse): Promise<void> {
    const app = instance.leave ? await this.#named(request) : null;
    if (!app) return instance.stop();
    await this.#inTurn(app.jobId, async () => {
      const run = this.#runOf(app);
      const isBetter =
        run.isActive && (!run.isFromAnalysis || (use === 'load' && run.app.revision === app.revision));
      if (isBetter) return instance.stop();
      await run.stop();
      run.adopt(app, instance);
      if (this.#isEnding) await run.leave();
    });
  }

  /** @returns null: it is no longer what was asked for */
  async #named(request: AppStartRequest): Promise<StartableApp | null> {
    const app = await this.#deps.startableNamed(formatAppRef(request.app));
    return app?.revision === request.revision ? app : null;
  }

  /** Shows what an earlier owner has left on purpose, once; where there can be none nothing is loaded for it. */
  findKept(): Promise<void> {
    this.#found ??= this.#findKept().catch((error: unknown) => {
      this.#found = null;
      this.#deps.log.warn('CLEANUP', null, `Kept apps were not found: ${AssayError.from(error).message}`);
    });
    return this.#found;
  }

  async #findKept(): Promise<void> {
    if (!(await this.#deps.keepsAny())) return;
    const all = await this.#deps.kept();
    if (all === null) this.#found = null;
    // Of each app the newest; an instance that its tools had not left yet was of no use any more.
    for (const kept of (all ?? []).sort((a, b) => b.createdAt - a.createdAt)) {
      const app = await this.#deps.startableNamed(kept.app);
      const isWanted =
        app?.analysed && app.revision === kept.revision && !this.#runs.get(app.jobId)?.isActive;
      const instance = isWanted ? await kept.attach() : null;
      if (!app || !instance) await kept.remove();
      else this.#runOf({ ...app, keep: true }).adopt({ ...app, keep: true }, instance);
    }
  }

  /** What is not kept ends. Nothing can be started any more. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await Promise.all([...this.#runs].map(([jobId, run]) => this.#inTurn(jobId, () => run.leave())));
  }

  #assertOpen(): void {
    if (this.#isEnding) throw new AssayError('cancelled', 'The engine was closed.');
  }

  #runOf(app: StartableApp): AppRun {
    let run = this.#runs.get(app.jobId);
    if (!run) {
      const { runtime, machine, clock } = this.#deps;
      const steps = {
        whenFree: (signal: AbortSignal, waits: (message: string) => void) =>
          whenFree(machine(), signal, waits),
        start: async (...args: Parameters<AppRuntime['start']>) => {
          try {
            return await runtime.start(...args);
          } finally {
            this.#deps.onStarted();
          }
        },
      };
      run = new AppRun({ steps, now: () => clock.now(), changed: () => this.#changed() }, app);
      this.#runs.set(app.jobId, run);
    }
    return run;
  }

  /** One thing after the other for each app, whatever became of the one before. */
  #inTurn<T>(jobId: number, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(jobId) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(jobId, turn);
    const forget = () => {
      if (this.#turns.get(jobId) === turn) this.#turns.delete(jobId);
    };
    turn.then(forget, forget);
    return turn;
  }

  // Logs can grow by the line; people see a few changes a second.
  #changed(): void {
    this.#notice ??= this.#deps.clock.setTimer(() => {
      this.#notice = null;
      this.#changes.fire();
    }, noticeIntervalMs);
  }

  dispose(): void {
    this.#notice?.dispose();
    this.#changes.dispose();
  }
}
