import { rm } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { Configuration } from '../domain/configuration.ts';
import { AssayError } from '../domain/errors.ts';
import type { GenerationExecutor, SubtaskExecutor } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { plan } from '../planner/planner.ts';
import type { Action } from '../planner/planner.ts';
import type { BlobStore } from '../store/blobs.ts';
import { readPlannerView } from '../store/queries/planner-view.ts';
import type { Store } from '../store/store.ts';
import { claimJob, publishRevision } from '../store/transitions/jobs.ts';
import { requirePipeline, setPipelineStatus } from '../store/transitions/pipelines.ts';
import { interruptAttempt } from '../store/transitions/recovery.ts';
import { claimSubtask } from '../store/transitions/subtasks.ts';
import { runJob } from './job-runner.ts';
import { attemptFolder, publishFiles } from './publication.ts';
import { Reporter } from './reporter.ts';
import { RunningWork } from './running-work.ts';
import { submit } from './submission.ts';
import { runSubtask } from './subtask-runner.ts';

export interface SchedulerDeps {
  store: Store;
  blobs: BlobStore;
  generation: GenerationExecutor;
  analysis: SubtaskExecutor;
  configuration: Configuration;
  log: Log;
  /** UTC, epoch milliseconds. */
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  newToken: () => string;
  /** Which pipelines get work: all, or those that `admit` named. */
  admission: 'all' | 'admitted';
}

/**
 * Level-triggered: looks at the state after every change, and now and then without one, does what the planner says, and
 * keeps nothing in memory that the state does not say, but what runs.
 */
export class Scheduler {
  readonly work: RunningWork;
  readonly #deps: SchedulerDeps;
  readonly #reporter: Reporter;
  readonly #generationPool: PQueue;
  readonly #analysisPool: PQueue;
  readonly #claims = new Map<number, { attemptId: number; token: string }>();
  readonly #admitted: Set<number> | null;
  #subscription: { dispose(): void } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #due = false;
  #looking: Promise<void> | null = null;
  /** True before the start, too. */
  #stopping = true;
  #hurry = new AbortController();
  #hurryAt = Infinity;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
    this.work = new RunningWork((error) => deps.log.error('PIPE', null, AssayError.from(error).message));
    this.#reporter = new Reporter(deps.store, deps.log, deps.now, deps.random);
    this.#generationPool = new PQueue({ concurrency: deps.configuration['generation.maxWorkers'] });
    this.#analysisPool = new PQueue({ concurrency: deps.configuration['analysis.maxWorkers'] });
    this.#admitted = deps.admission === 'all' ? null : new Set();
  }

  /** Before this, and without it, nothing is ever given work. */
  start(): void {
    this.#stopping = false;
    this.#subscription = this.#deps.store.onDidChange(() => this.look());
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
        await this.#publishPending();
        const view = await this.#deps.store.read((db) =>
          readPlannerView(db, this.#deps.configuration, this.#admitted, this.#deps.now()),
        );
        const next = plan(view);
        wakeAt = next.wakeAt;
        await Promise.all(next.actions.map((action) => this.#perform(action)));
      }
    } catch (error) {
      this.#due = false;
      this.#deps.log.error('PIPE', null, `Scheduling failed: ${AssayError.from(error).message}`);
    }
    if (this.#stopping) return;
    if (this.#timer) clearTimeout(this.#timer);
    const wait = wakeAt === null ? pollIntervalMs : Math.max(0, wakeAt - this.#deps.now());
    this.#timer = setTimeout(() => this.look(), Math.min(pollIntervalMs, wait));
  }

  async #perform(action: Action): Promise<void> {
    const { store, now, log } = this.#deps;
    switch (action.kind) {
      case 'startPipeline':
      case 'finishPipeline': {
        const status = action.kind === 'startPipeline' ? 'running' : action.status;
        const changed = await store.write(async (tx) => {
          const pipeline = await requirePipeline(tx, action.pipelineId);
          const expected = action.kind === 'startPipeline' ? 'pending' : 'running';
          // Paused or cancelled since the plan was made.
          if (pipeline.status !== expected) return false;
          await setPipelineStatus(tx, pipeline, status, now());
          return true;
        });
        if (changed) log.info('PIPE', action.pipelineId, `The pipeline is ${status}.`);
        return;
      }
      case 'submitApp':
        return submit(this.#deps, action.jobId);
      case 'startJob': {
        const claim = { token: this.#deps.newToken(), now: now() };
        const claimed = await store.write((tx) => claimJob(tx, action.jobId, claim));
        if (claimed) this.#run(this.#generationPool, claimed, () => runJob(this.#runnerDeps(), claimed));
        return;
      }
      case 'startSubtask': {
        const claim = { token: this.#deps.newToken(), now: now() };
        const claimed = await store.write((tx) => claimSubtask(tx, action.subtaskId, claim));
        if (claimed) this.#run(this.#analysisPool, claimed, () => runSubtask(this.#runnerDeps(), claimed));
        return;
      }
    }
  }

  #runnerDeps() {
    const { store, blobs, generation, analysis, log, now } = this.#deps;
    return { store, blobs, generation, analysis, log, now, work: this.work, reporter: this.#reporter };
  }

  #run(pool: PQueue, claim: { attemptId: number; token: string }, run: () => Promise<void>): void {
    this.#claims.set(claim.attemptId, claim);
    void pool
      .add(run)
      .catch((error: unknown) =>
        this.#deps.log.error('PIPE', null, `A result was lost: ${AssayError.from(error).message}`),
      )
      .finally(() => this.#claims.delete(claim.attemptId));
  }

  /** Moves the files of recorded revisions to their place: after each success, and once more after a crash. */
  async #publishPending(): Promise<void> {
    const { store, log } = this.#deps;
    const pending = await store.read((db) =>
      db
        .selectFrom('revisions')
        .select(['id', 'attempt_id', 'path'])
        .where('published', '=', 0)
        .orderBy('id')
        .execute(),
    );
    for (const revision of pending) {
      try {
        await publishFiles(store.folder, { attemptId: revision.attempt_id, path: revision.path });
        await store.write((tx) => publishRevision(tx, revision.id));
        await rm(attemptFolder(store.folder, revision.attempt_id), { recursive: true, force: true });
      } catch (error) {
        // Tried again at the next look; the app waits.
        log.error('TASK', null, `${revision.path} could not be published: ${AssayError.from(error).message}`);
      }
    }
  }

  /** Stops the work of these attempts; their rows say already that they are cancelled. */
  stopAttempts(attemptIds: readonly number[]): void {
    this.work.stop(attemptIds, 'cancelled');
  }

  /**
   * No new work. Running work may end by itself for `graceMs`, then it is interrupted and given `joinMs` to stop; what
   * has not stopped by then is recorded as interrupted all the same, and its late result is refused.
   */
  async stop(graceMs: number, joinMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#subscription?.dispose();
    const at = this.#deps.now() + graceMs;
    if (at < this.#hurryAt) {
      this.#hurryAt = at;
      setTimeout(() => this.#hurry.abort(), graceMs).unref();
    }
    await this.#looking;
    const idle = Promise.all([this.#generationPool.onIdle(), this.#analysisPool.onIdle()]);
    await Promise.race([idle, aborted(this.#hurry.signal)]);
    this.work.stop(this.work.attemptIds(), 'shutdown');
    await Promise.race([idle, aborted(AbortSignal.timeout(joinMs))]);
    const left = [...this.#claims.values()];
    if (left.length > 0) {
      this.#deps.log.warn(
        'SHUTDOWN',
        null,
        `${left.length} attempts did not stop in time; they are interrupted.`,
      );
      await this.#deps.store.write(async (tx) => {
        for (const claim of left) await interruptAttempt(tx, claim, this.#deps.now());
      });
    }
    this.work.dispose();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
