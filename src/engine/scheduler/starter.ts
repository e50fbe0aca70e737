import PQueue from 'p-queue';
import { AssayError } from '../domain/errors.ts';
import type { ExecutionContext } from '../domain/executors.ts';
import type { AttemptClaim } from '../store/transitions/attempts.ts';
import { claimJobs } from '../store/transitions/claim-jobs.ts';
import { claimSubtasks } from '../store/transitions/claim-subtasks.ts';
import { jobWork, subtaskWork } from './claimed-work.ts';
import { runJob } from './job-runner.ts';
import { Places } from './places.ts';
import type { Reporter } from './reporter.ts';
import type { RunningWork } from './running-work.ts';
import type { SchedulerDeps } from './scheduler.ts';
import { runSubtask } from './subtask-runner.ts';
import { TurnCounter } from './turns.ts';

/** Claims what the planner chose, all of a kind in one transaction, and hands it to the pools. */
export class Starter {
  /** Of the pipelines whose work was started. */
  readonly turns = { jobs: new TurnCounter(), subtasks: new TurnCounter() };
  readonly #deps: SchedulerDeps & { now: () => number };
  readonly #reporter: Reporter;
  readonly #work: RunningWork;
  readonly #onLeft: () => void;
  readonly #generationPool: PQueue;
  readonly #places: Places;
  readonly #running = new Set<Promise<void>>();

  /** @param onLeft what was told to stop, or waits, has left its place, which no row tells */
  constructor(
    deps: SchedulerDeps & { now: () => number },
    reporter: Reporter,
    work: RunningWork,
    onLeft: () => void,
  ) {
    this.#deps = deps;
    this.#reporter = reporter;
    this.#work = work;
    this.#onLeft = onLeft;
    this.#generationPool = new PQueue({ concurrency: deps.configuration['generation.maxWorkers'] });
    this.#places = new Places(deps.configuration['analysis.maxWorkers']);
  }

  async startJobs(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const now = this.#deps.now();
    const deps = { ...this.#deps, reporter: this.#reporter };
    for (const claimed of await this.#deps.store.write((tx) => claimJobs(tx, this.#claims(ids), now))) {
      const { activity, demands } = jobWork(claimed, now);
      this.turns.jobs.took(activity.pipelineId);
      const context = this.#work.begin(claimed, activity, demands);
      this.#run(claimed, context, () =>
        this.#generationPool.add(() => this.#deps.blobs.use(() => runJob(deps, claimed, context))),
      );
    }
  }

  async startSubtasks(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const now = this.#deps.now();
    const deps = { ...this.#deps, reporter: this.#reporter };
    for (const claimed of await this.#deps.store.write((tx) => claimSubtasks(tx, this.#claims(ids), now))) {
      const { activity, demands } = subtaskWork(claimed, now);
      this.turns.subtasks.took(activity.pipelineId);
      const context = this.#work.begin(claimed, activity, demands);
      const holder = {
        ...{ pipelineId: activity.pipelineId, width: claimed.configuration['analysis.maxConcurrent'] },
        signal: context.signal,
        onAside: (aside: boolean) => {
          this.#work.setAside(claimed.attemptId, aside);
          if (aside) this.#onLeft();
        },
      };
      this.#run(claimed, context, () =>
        this.#places.run(holder, (waiting) =>
          // What has the machine to itself keeps it.
          this.#deps.blobs.use(() =>
            runSubtask(deps, claimed, demands.exclusive ? context : { ...context, waiting }),
          ),
        ),
      );
    }
  }

  #claims(ids: readonly number[]): { id: number; token: string }[] {
    return ids.map((id) => ({ id, token: this.#deps.newToken() }));
  }

  #run(claim: AttemptClaim, { signal }: ExecutionContext, run: () => Promise<void>): void {
    const running = run()
      .catch((error: unknown) => {
        const { log } = this.#deps;
        const { message } = AssayError.from(error);
        // Its attempt is interrupted, which is recorded, or found out at the next start.
        if (signal.reason === 'shutdown') log.info('SHUTDOWN', null, `A result came too late: ${message}`);
        else log.error('PIPE', null, `A result was lost: ${message}`);
      })
      .finally(() => {
        this.#running.delete(running);
        this.#work.end(claim.attemptId);
        if (signal.aborted) this.#onLeft();
      });
    this.#running.add(running);
  }

  /** Once nothing runs. */
  async onIdle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
