import type { Capabilities } from '../domain/capabilities.ts';
import type { Clock } from '../domain/clock.ts';
import type { Configuration } from '../domain/configuration.ts';
import { DisposableStore } from '../domain/disposable.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type { GenerationExecutor, SubtaskExecutor } from '../domain/executors.ts';
import { InFlight } from '../domain/in-flight.ts';
import type { Log } from '../domain/log.ts';
import { plan } from '../planner/planner.ts';
import type { Action, PlannerView } from '../planner/planner.ts';
import type { BlobStore } from '../store/blobs.ts';
import { readPlannerView } from '../store/queries/planner-view.ts';
import type { Store } from '../store/store.ts';
import { FileRemoval } from './file-removal.ts';
import { ClockWatch } from './clock-watch.ts';
import { finishPipeline, startPipeline } from './pipeline-status.ts';
import { liveView } from './live-view.ts';
import { publishPending } from './publication.ts';
import { Reporter } from './reporter.ts';
import { RunningWork } from './running-work.ts';
import { aborted, endWork } from './shutdown.ts';
import { SideWork } from './side-work.ts';
import { Starter } from './starter.ts';
import { submit } from './submission.ts';

export interface SchedulerDeps {
  store: Store;
  blobs: BlobStore;
  generation: GenerationExecutor;
  analysis: SubtaskExecutor;
  configuration: Configuration;
  /** Of this process: what it cannot do waits. */
  capabilities: Capabilities;
  log: Log;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  newToken: () => string;
  /** How many apps are being started for people to look at. */
  appStarts?: () => number;
  /** Which pipelines get work: all, or those that `admit` named. */
  admission: 'all' | 'admitted';
}

/**
 * Level-triggered: looks at the state after every change, and now and then without one, does what the planner says, and
 * keeps nothing in memory that the state does not say, but what runs.
 */
export class Scheduler {
  readonly work: RunningWork;
  readonly #deps: SchedulerDeps & { now: () => number };
  readonly #reporter: Reporter;
  readonly #starter: Starter;
  readonly #publishing = new InFlight();
  readonly #removal: FileRemoval;
  readonly #admitted: Set<number> | null;
  readonly #beside: SideWork;
  readonly #clockWatch: ClockWatch;
  #subscription: Disposable | null = null;
  #timer: Disposable | null = null;
  #due = false;
  #looking: Promise<void> | null = null;
  /** True before the start, too. */
  #stopping = true;
  #stopped: Promise<void> | null = null;
  readonly #graceOver = new AbortController();
  readonly #graceTimers = new DisposableStore();

  constructor(deps: SchedulerDeps) {
    this.#deps = { ...deps, now: () => deps.clock.now() };
    this.work = new RunningWork(deps.clock, (error) =>
      deps.log.error('PIPE', null, AssayError.from(error).message),
    );
    this.#clockWatch = new ClockWatch(this.#deps);
    this.#beside = new SideWork((error) => this.#schedulingFailed(error));
    this.#reporter = new Reporter(deps.store, deps.log, deps.clock, deps.random);
    this.#starter = new Starter(this.#deps, this.#reporter, this.work, () => this.look());
    this.#removal = new FileRemoval({ ...deps, work: this.work, publishing: this.#publishing });
    this.#admitted = deps.admission === 'all' ? null : new Set();
  }

  /** Before this, and without it, nothing is ever given work. */
  start(): void {
    this.#stopping = false;
    this.#subscription = this.#deps.store.onDidChange(() => this.look());
    this.#removal.request();
    this.look();
  }

  /** Lets a pipeline have work, where not all do. */
  admit(pipelineId: number): void {
    this.#admitted?.add(pipelineId);
    this.look();
  }

  /** Looks at the state soon; any number of calls become one look. */
  look(): void {
    if (this.#stopping) return;
    this.#due = true;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = null;
      if (this.#due) this.look();
    });
  }

  async #lookAll(): Promise<void> {
    const { pollIntervalMs } = this.#deps.configuration;
    let wakeAt: number | null = null;
    try {
      while (this.#due && !this.#stopping) {
        this.#due = false;
        // While nothing can be written nothing is claimed; this asks whether it can.
        if (this.#deps.store.trouble) await this.#deps.store.write(async () => {});
        this.#beside.repeat('publish', () => this.#publishing.during(() => publishPending(this.#deps)));
        await this.#clockWatch.look();
        const view = await this.#view();
        this.#deps.analysis.stillRunning?.(new Set(view.pipelines.map(({ id }) => id)));
        const next = plan(view);
        wakeAt = next.wakeAt;
        await this.#perform(next.actions);
      }
    } catch (error) {
      this.#due = false;
      this.#schedulingFailed(error);
    }
    if (this.#stopping) return;
    this.#timer?.dispose();
    const wait = wakeAt === null ? pollIntervalMs : Math.max(0, wakeAt - this.#deps.now());
    this.#timer = this.#deps.clock.setTimer(() => this.look(), Math.min(pollIntervalMs, wait));
  }

  #schedulingFailed(error: unknown): void {
    const { store, log } = this.#deps;
    // The store has said so itself, once.
    if (!store.trouble) log.error('PIPE', null, `Scheduling failed: ${AssayError.from(error).message}`);
  }

  async #view(): Promise<PlannerView> {
    const { store, configuration: limits, capabilities, now } = this.#deps;
    const scope = { limits, capabilities, pipelines: this.#admitted };
    const stored = await store.read((db) => readPlannerView(db, scope, now()));
    const { jobs, subtasks } = this.#starter.turns;
    return liveView(
      stored,
      this.work,
      { jobs: jobs.turns, subtasks: subtasks.turns },
      this.#deps.appStarts?.() ?? 0,
    );
  }

  async #perform(actions: readonly Action[]): Promise<void> {
    const jobs: number[] = [];
    const subtasks: number[] = [];
    const others: Promise<void>[] = [];
    for (const action of actions) {
      switch (action.kind) {
        case 'startPipeline':
          others.push(startPipeline(this.#deps, action.pipelineId));
          break;
        case 'finishPipeline':
          others.push(finishPipeline(this.#deps, action.pipelineId));
          break;
        case 'submitApp':
          this.#beside.once(`submit ${action.jobId}`, () => submit(this.#deps, action.jobId));
          break;
        case 'startJob':
          jobs.push(action.jobId);
          break;
        case 'startSubtask':
          subtasks.push(action.subtaskId);
          break;
      }
    }
    await Promise.all([...others, this.#starter.startJobs(jobs), this.#starter.startSubtasks(subtasks)]);
  }

  /** Stops the work of these attempts; their rows say already that they are cancelled. */
  stopAttempts(attemptIds: readonly number[]): void {
    this.work.stop(attemptIds, 'cancelled');
  }

  /** A pipeline was deleted while these attempts ran: they are stopped, and what it has left is removed. */
  pipelineDeleted(attemptIds: readonly number[]): void {
    this.stopAttempts(attemptIds);
    this.#removal.request();
  }

  /**
   * No new work. Running work may end by itself for `graceMs`; what has not is recorded as interrupted, stopped, and given
   * `joinMs` to be gone. Asked again with a shorter grace, it takes less.
   */
  stop(graceMs: number, joinMs: number): Promise<void> {
    this.#stopping = true;
    this.#timer?.dispose();
    this.#subscription?.dispose();
    this.#graceTimers.add(this.#deps.clock.setTimer(() => this.#graceOver.abort(), graceMs));
    this.#stopped ??= this.#stop(joinMs);
    return this.#stopped;
  }

  async #stop(joinMs: number): Promise<void> {
    await this.#looking;
    await this.#beside.settled();
    const idle = this.#starter.onIdle();
    const { store, log, clock } = this.#deps;
    try {
      await endWork({ work: this.work, reporter: this.#reporter, store, log, clock }, idle, {
        graceOver: this.#graceOver.signal,
        joinMs,
      });
      await Promise.race([this.#removal.idle(), aborted(this.#graceOver.signal)]);
      await this.#removal.stop();
    } finally {
      this.#graceTimers.dispose();
      this.work.dispose();
    }
  }
}
