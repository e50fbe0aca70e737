import PQueue from 'p-queue';
import { AssayError } from '../domain/errors.ts';
import type { GenerationContext } from '../domain/executors.ts';
import type { Activity } from '../domain/records.ts';
import type { AttemptClaim } from '../store/transitions/attempts.ts';
import { claimJobs } from '../store/transitions/claim-jobs.ts';
import { claimSubtasks } from '../store/transitions/claim-subtasks.ts';
import { jobWork, subtaskWork } from './claimed-work.ts';
import { runJob } from './job-runner.ts';
import type { Reporter } from './reporter.ts';
import type { Demands, RunningWork } from './running-work.ts';
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
  readonly #analysisPool: PQueue;

  /** @param onLeft what was told to stop has left its place, which no row tells */
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
    this.#analysisPool = new PQueue({ concurrency: deps.configuration['analysis.maxWorkers'] });
  }

  async startJobs(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const now = this.#deps.now();
    const deps = { ...this.#deps, reporter: this.#reporter };
    for (const claimed of await this.#deps.store.write((tx) => claimJobs(tx, this.#claims(ids), now))) {
      const { activity, demands } = jobWork(claimed, now);
      this.turns.jobs.took(activity.pipelineId);
      this.#run(this.#generationPool, claimed, activity, demands, (context) =>
        runJob(deps, claimed, context),
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
      this.#run(this.#analysisPool, claimed, activity, demands, (context) =>
        runSubtask(deps, claimed, context),
      );
    }
  }

  #claims(ids: readonly number[]): { id: number; token: string }[] {
    return ids.map((id) => ({ id, token: this.#deps.newToken() }));
  }

  #run(
    pool: PQueue,
    claim: AttemptClaim,
    activity: Activity,
    demands: Demands,
    run: (context: GenerationContext) => Promise<void>,
  ): void {
    const context = this.#work.begin(claim, activity, demands);
    void pool
      .add(() => this.#deps.blobs.use(() => run(context)))
      .catch((error: unknown) =>
        this.#deps.log.error('PIPE', null, `A result was lost: ${AssayError.from(error).message}`),
      )
      .finally(() => {
        this.#work.end(claim.attemptId);
        if (context.signal.aborted) this.#onLeft();
      });
  }

  /** Once nothing runs. */
  async onIdle(): Promise<void> {
    await Promise.all([this.#generationPool.onIdle(), this.#analysisPool.onIdle()]);
  }
}
