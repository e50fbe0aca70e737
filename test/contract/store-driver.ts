import type { Budget } from '../../src/engine/domain/budget.ts';
import { defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import { AssayError } from '../../src/engine/domain/errors.ts';
import type { ErrorClass } from '../../src/engine/domain/errors.ts';
import { Log } from '../../src/engine/domain/log.ts';
import type { PipelineDefinition } from '../../src/engine/domain/pipeline-file.ts';
import type { RetryTarget } from '../../src/engine/domain/retry-target.ts';
import type { ToolRunStatus } from '../../src/engine/domain/status.ts';
import type { ToolName } from '../../src/engine/domain/tools.ts';
import { finishPipeline, startPipeline } from '../../src/engine/scheduler/pipeline-status.ts';
import { StoredAnswerLedger } from '../../src/engine/store/answer-ledger.ts';
import type { AttemptClaim } from '../../src/engine/store/transitions/attempts.ts';
import { setBudget } from '../../src/engine/store/transitions/budgets.ts';
import { claimJobs } from '../../src/engine/store/transitions/claim-jobs.ts';
import type { ClaimedJob } from '../../src/engine/store/transitions/claim-jobs.ts';
import { claimSubtasks } from '../../src/engine/store/transitions/claim-subtasks.ts';
import type { ClaimedSubtask } from '../../src/engine/store/transitions/claim-subtasks.ts';
import { shiftWaits } from '../../src/engine/store/transitions/clock.ts';
import { cancelPipeline, pausePipeline, resumePipeline } from '../../src/engine/store/transitions/control.ts';
import {
  deletePipeline,
  foldersRemoved,
  unusedBlobsRemoved,
} from '../../src/engine/store/transitions/delete-pipeline.ts';
import { completeJob, failJob, publishRevision } from '../../src/engine/store/transitions/jobs.ts';
import { failSubmission, submitApp } from '../../src/engine/store/transitions/main-tasks.ts';
import { createPipeline } from '../../src/engine/store/transitions/pipelines.ts';
import { insertImportedPipeline } from '../../src/engine/store/transitions/import-pipeline.ts';
import { interruptAll, interruptAttempt } from '../../src/engine/store/transitions/recovery.ts';
import { retryTarget } from '../../src/engine/store/transitions/retry.ts';
import { completeSubtask, failSubtask } from '../../src/engine/store/transitions/subtasks.ts';
import type { ContractStore } from './contract-store.ts';
import { trialDefinition } from '../support/trial-definition.ts';
import { blob, toolRun } from './outcomes.ts';

const wholeDefinition: PipelineDefinition = {
  ...trialDefinition,
  models: ['builtin/baseline', 'remote/model'],
  services: [
    { service: 'static-analyzer', tools: ['eslint', 'semgrep'] },
    { service: 'dynamic-analyzer', tools: ['endpoint-tester'] },
    { service: 'performance-tester', tools: ['autocannon'] },
  ],
};

/** Each transition with the least that it needs. Time goes on by a second with each; nothing is left to chance. */
export class StoreDriver {
  readonly store: ContractStore;
  readonly ledger: StoredAnswerLedger;
  #now = Date.UTC(2026, 0, 1);
  #tokens = 0;
  readonly #name: string;

  /** @param name makes the tokens this driver's own */
  constructor(store: ContractStore, name = 'token') {
    this.store = store;
    this.#name = name;
    this.ledger = new StoredAnswerLedger(store, () => this.tick());
  }

  tick(ms = 1_000): number {
    return (this.#now += ms);
  }

  createPipeline(
    definition: Partial<PipelineDefinition> = {},
    settings: Partial<Configuration> = {},
  ): Promise<number> {
    const pipeline = {
      definition: { ...wholeDefinition, ...definition },
      configuration: { ...defaultConfiguration, ...settings },
      file: '/trial.assay.json',
      fileHash: definition.name ?? 'hash',
      now: this.tick(),
    };
    return this.store.write((tx) => createPipeline(tx, pipeline));
  }

  startPipeline(id: number): Promise<void> {
    return startPipeline(this.#scheduling(), id);
  }

  finishPipeline(id: number): Promise<void> {
    return finishPipeline(this.#scheduling(), id);
  }

  #scheduling() {
    const now = this.tick();
    const log = new Log(() => undefined);
    return { store: this.store, configuration: defaultConfiguration, log, now: () => now };
  }

  claimJobs(ids: readonly number[]): Promise<ClaimedJob[]> {
    const [claims, now] = [this.#claims(ids), this.tick()];
    return this.store.write((tx) => claimJobs(tx, claims, now));
  }

  claimSubtasks(ids: readonly number[]): Promise<ClaimedSubtask[]> {
    const [claims, now] = [this.#claims(ids), this.tick()];
    return this.store.write((tx) => claimSubtasks(tx, claims, now));
  }

  #claims(ids: readonly number[]) {
    return ids.map((id) => ({ id, token: `${this.#name}-${++this.#tokens}` }));
  }

  /** @param revision as the claim said */
  completeJob(claim: AttemptClaim, revision = 1): Promise<number | null> {
    const result = {
      path: `apps/${claim.attemptId}/r${revision}`,
      revision,
      manifestBlob: blob('a'),
      groundTruthBlob: revision % 2 === 0 ? blob('b') : null,
      remarks: revision % 2 === 0 ? [remark] : [],
      now: this.tick(),
    };
    return this.store.write((tx) => completeJob(tx, claim, result));
  }

  failJob(claim: AttemptClaim, errorClass: ErrorClass) {
    const [error, at] = [failure(errorClass), { now: this.tick(), random: 0.5 }];
    return this.store.write((tx) => failJob(tx, claim, error, at));
  }

  publish(revisionId: number): Promise<void> {
    return this.store.write((tx) => publishRevision(tx, revisionId));
  }

  submit(jobId: number): Promise<number | null> {
    const now = this.tick();
    return this.store.write((tx) => submitApp(tx, jobId, now));
  }

  failSubmission(jobId: number, maxRetries = 1): Promise<void> {
    const failed = { message: 'not there', now: this.tick(), retryDelayMs: 5_000, maxRetries };
    return this.store.write((tx) => failSubmission(tx, jobId, failed));
  }

  completeSubtask(claim: AttemptClaim, tools: readonly ToolName[], status: ToolRunStatus = 'succeeded') {
    const [runs, now] = [tools.map((tool) => toolRun(tool, status)), this.tick()];
    return this.store.write((tx) => completeSubtask(tx, claim, runs, now));
  }

  failSubtask(claim: AttemptClaim, errorClass: ErrorClass) {
    const [error, at] = [failure(errorClass), { now: this.tick(), random: 0.5 }];
    return this.store.write((tx) => failSubtask(tx, claim, error, at));
  }

  interrupt(claim: AttemptClaim): Promise<void> {
    const now = this.tick();
    return this.store.write((tx) => interruptAttempt(tx, claim, now));
  }

  interruptAll(): Promise<number> {
    const now = this.tick();
    return this.store.write((tx) => interruptAll(tx, now));
  }

  pause(id: number): Promise<void> {
    const now = this.tick();
    return this.store.write((tx) => pausePipeline(tx, id, now));
  }

  resume(id: number): Promise<void> {
    const now = this.tick();
    return this.store.write((tx) => resumePipeline(tx, id, now));
  }

  cancel(id: number): Promise<number[]> {
    const now = this.tick();
    return this.store.write((tx) => cancelPipeline(tx, id, now));
  }

  /** The clock goes back by a minute, and nobody waits longer for it. */
  putClockBack(): Promise<void> {
    const clock = { now: this.tick(-60_000), backMs: 60_000 };
    return this.store.write((tx) => shiftWaits(tx, clock));
  }

  deletePipeline(id: number) {
    const now = this.tick();
    return this.store.write((tx) => deletePipeline(tx, id, now));
  }

  /** What a deletion has left to be done; with its files, as if it were done. */
  async endDeletions(): Promise<string[]> {
    return this.store.write(async (tx) => {
      const folders = await tx.selectFrom('removals').select('path').orderBy('path').execute();
      const deletions = await tx.selectFrom('deletions').select('pipeline_id').execute();
      const paths = folders.map((folder) => folder.path);
      if (paths.length > 0) await foldersRemoved(tx, paths);
      const ids = deletions.map((deletion) => deletion.pipeline_id);
      if (ids.length > 0) await unusedBlobsRemoved(tx, ids);
      return paths;
    });
  }

  /** @param hash of the record's content: the same is kept once */
  importPipeline(hash: string) {
    const row = {
      content_hash: hash,
      name: 'imported',
      file: '/progress.json',
      record_blob: blob('e'),
      imported_at: this.tick(),
      generation_total: 3,
      generation_completed: 2,
      generation_failed: 1,
      analysis_total: 2,
      analysis_completed: 2,
      analysis_failed: 0,
    };
    return this.store.write((tx) => insertImportedPipeline(tx, row));
  }

  setBudget(id: number, budget: Partial<Budget>): Promise<void> {
    return this.store.write((tx) => setBudget(tx, id, budget));
  }

  retry(target: RetryTarget) {
    const now = this.tick();
    return this.store.write((tx) => retryTarget(tx, target, now));
  }
}

const remark = {
  ...{ kind: 'fix' as const, name: 'require', path: 'src/app.js', line: null, count: 2 },
  detail: 'require became import',
};

const failure = (errorClass: ErrorClass): AssayError =>
  new AssayError(errorClass, `It failed: ${errorClass}.`, { hint: 'Look at it.', detail: 'line 1\nline 2' });
