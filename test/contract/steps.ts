import * as fc from 'fast-check';
import type { ErrorClass } from '../../src/engine/domain/errors.ts';
import type { ToolRunStatus } from '../../src/engine/domain/status.ts';
import type { ToolName } from '../../src/engine/domain/tools.ts';
import { listUnpublished } from '../../src/engine/store/queries/revisions.ts';
import { followPlan } from './follow-plan.ts';
import type { StoreDriver } from './store-driver.ts';
import { blob } from './outcomes.ts';

/** One transition, with what it is done to: places in what is there, so that it means the same on any store. */
export interface Step {
  kind: StepKind;
  /** Which row, from the first on and round. */
  place: number;
  variant: number;
}

const errorClasses: ErrorClass[] = ['transient', 'tool_failed', 'rate_limited', 'cancelled', 'timeout'];
const toolStatuses: ToolRunStatus[] = ['succeeded', 'succeeded', 'failed', 'not_applicable', 'not_available'];

type Table = 'pipelines' | 'jobs' | 'subtasks';

/** The id of a row at a place, of those with a status if there are any; -1 where there is none. */
async function idAt(driver: StoreDriver, table: Table, place: number, status?: string): Promise<number> {
  const rows = await driver.store.read((db) =>
    db.selectFrom(table).select(['id', 'status']).orderBy('id').execute(),
  );
  const wanted = rows.filter((row) => row.status === status);
  // Now and then also what is not in that status: it must be refused in the same way.
  const from = wanted.length > 0 && place % 7 !== 6 ? wanted : rows;
  return from.at(place % Math.max(1, from.length))?.id ?? -1;
}

async function attemptAt(driver: StoreDriver, of: 'job' | 'subtask', place: number) {
  const rows = await driver.store.read((db) =>
    db
      .selectFrom('attempts')
      .leftJoin('jobs', 'jobs.id', 'attempts.job_id')
      .leftJoin('subtasks', 'subtasks.id', 'attempts.subtask_id')
      .select(['attempts.id', 'attempts.token', 'attempts.status', 'attempts.job_id'])
      .select(['jobs.pipeline_id', 'subtasks.tools'])
      .where(of === 'job' ? 'attempts.job_id' : 'attempts.subtask_id', 'is not', null)
      .orderBy('attempts.id')
      .execute(),
  );
  const running = rows.filter((row) => row.status === 'running');
  const from = running.length > 0 && place % 7 !== 6 ? running : rows;
  const row = from.at(place % Math.max(1, from.length));
  // A token of nobody's: nothing may come of it.
  const token = place % 11 === 10 ? 'forged' : (row?.token ?? 'none');
  return {
    claim: { attemptId: row?.id ?? -1, token },
    jobId: row?.job_id ?? -1,
    pipelineId: row?.pipeline_id ?? -1,
    tools: JSON.parse(row?.tools ?? '[]') as ToolName[],
  };
}

/** As the scheduler does it: only what waits for its place. */
async function publishAt(driver: StoreDriver, place: number): Promise<unknown> {
  const now = driver.tick();
  const waiting = await driver.store.read((db) => listUnpublished(db, now));
  const row = waiting.at(place % Math.max(1, waiting.length));
  return row ? driver.publish(row.id) : null;
}

async function nextRevision(driver: StoreDriver, jobId: number): Promise<number> {
  const rows = await driver.store.read((db) =>
    db.selectFrom('revisions').select('id').where('job_id', '=', jobId).execute(),
  );
  return rows.length + 1;
}

async function claimSome(driver: StoreDriver, table: 'jobs' | 'subtasks', { place, variant }: Step) {
  const ids = new Set([await idAt(driver, table, place, 'pending')]);
  if (variant % 2 === 1) ids.add(await idAt(driver, table, place + 1, 'pending'));
  return table === 'jobs' ? driver.claimJobs([...ids]) : driver.claimSubtasks([...ids]);
}

type Do = (driver: StoreDriver, step: Step) => Promise<unknown>;

const steps = {
  followPlan: (driver) => followPlan(driver),
  createPipeline: (driver, { variant }) =>
    driver.createPipeline(
      {
        name: `trial-${variant % 3}`,
        models: [['builtin/baseline', 'remote/model'], ['remote/model']][variant % 2]!,
        replicates: 1 + (variant % 2),
        ...(variant % 4 === 3 ? { services: [] } : {}),
      },
      { 'performance.isolation': variant % 2 === 0 ? 'exclusive' : 'shared' },
    ),
  startPipeline: async (driver, { place }) =>
    driver.startPipeline(await idAt(driver, 'pipelines', place, 'pending')),
  finishPipeline: async (driver, { place }) =>
    driver.finishPipeline(await idAt(driver, 'pipelines', place, 'running')),
  claimJobs: (driver, step) => claimSome(driver, 'jobs', step),
  claimSubtasks: (driver, step) => claimSome(driver, 'subtasks', step),
  completeJob: async (driver, { place }) => {
    const { claim, jobId } = await attemptAt(driver, 'job', place);
    return driver.completeJob(claim, await nextRevision(driver, jobId));
  },
  failJob: async (driver, { place, variant }) => {
    const { claim } = await attemptAt(driver, 'job', place);
    return driver.failJob(claim, errorClasses[variant % errorClasses.length]!);
  },
  publish: (driver, { place }) => publishAt(driver, place),
  submit: async (driver, { place }) => driver.submit(await idAt(driver, 'jobs', place, 'completed')),
  failSubmission: async (driver, { place }) =>
    driver.failSubmission(await idAt(driver, 'jobs', place, 'completed')),
  completeSubtask: async (driver, { place, variant }) => {
    const { claim, tools } = await attemptAt(driver, 'subtask', place);
    return driver.completeSubtask(claim, tools, toolStatuses[variant % toolStatuses.length]);
  },
  failSubtask: async (driver, { place, variant }) => {
    const { claim } = await attemptAt(driver, 'subtask', place);
    return driver.failSubtask(claim, errorClasses[variant % errorClasses.length]!);
  },
  interrupt: async (driver, { place, variant }) => {
    const { claim } = await attemptAt(driver, variant % 2 === 0 ? 'job' : 'subtask', place);
    return driver.interrupt(claim);
  },
  putClockBack: (driver) => driver.putClockBack(),
  interruptAll: (driver) => driver.interruptAll(),
  pause: async (driver, { place }) => driver.pause(await idAt(driver, 'pipelines', place, 'running')),
  resume: async (driver, { place }) => driver.resume(await idAt(driver, 'pipelines', place, 'paused')),
  cancel: async (driver, { place }) => driver.cancel(await idAt(driver, 'pipelines', place, 'running')),
  retry: async (driver, { place, variant }) => {
    if (variant % 3 === 0) {
      return driver.retry({ kind: 'failed', pipelineId: await idAt(driver, 'pipelines', place, 'failed') });
    }
    if (variant % 3 === 1) {
      return driver.retry({ kind: 'app', jobId: await idAt(driver, 'jobs', place, 'failed') });
    }
    return driver.retry({ kind: 'subtask', subtaskId: await idAt(driver, 'subtasks', place, 'failed') });
  },
  deletePipeline: async (driver, { place }) => driver.deletePipeline(await idAt(driver, 'pipelines', place)),
  endDeletions: (driver) => driver.endDeletions(),
  setBudget: async (driver, { place, variant }) =>
    driver.setBudget(await idAt(driver, 'pipelines', place), {
      maxTokens: variant % 2 === 0 ? null : 1_000 * variant,
      ...(variant % 3 === 0 ? { maxCostUsd: 0.1 * (variant + 1) } : {}),
    }),
  importPipeline: (driver, { variant }) => driver.importPipeline(`hash-${variant % 3}`),
  recordAnswer: async (driver, { place, variant }) => {
    const { claim, ...key } = await attemptAt(driver, 'job', place);
    const answer = {
      requestBlob: blob('c'),
      answerBlob: blob(`d${variant}`),
      usage: variant % 4 === 0 ? null : { inputTokens: 1_000 + variant, outputTokens: 10 * variant },
      cost:
        variant % 3 === 0
          ? null
          : { usd: variant * 0.1, basis: variant % 3 === 1 ? ('reported' as const) : ('estimated' as const) },
    };
    return driver.ledger.record({ ...key, ...claim, step: `step-${variant % 2}` }, answer);
  },
  findAnswer: async (driver, { place, variant }) => {
    const { claim, ...key } = await attemptAt(driver, 'job', place);
    return driver.ledger.find({ ...key, ...claim, step: `step-${variant % 2}` });
  },
} satisfies Record<string, Do>;

export type StepKind = keyof typeof steps;

export const take = (driver: StoreDriver, step: Step): Promise<unknown> => steps[step.kind](driver, step);

/** What leads on is drawn more often than what stops it. */
const weights: Partial<Record<StepKind, number>> = {
  followPlan: 20,
  claimJobs: 6,
  completeJob: 5,
  publish: 5,
  submit: 5,
  claimSubtasks: 8,
  completeSubtask: 8,
  failJob: 4,
  failSubtask: 4,
  resume: 3,
  retry: 8,
};

export const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...(Object.keys(steps) as StepKind[]).map((kind) => ({
      weight: weights[kind] ?? 1,
      arbitrary: fc.constant(kind),
    })),
  ),
  place: fc.nat(40),
  variant: fc.nat(11),
});
