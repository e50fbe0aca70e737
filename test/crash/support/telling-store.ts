import type { Store, Tx } from '../../../src/engine/store/store.ts';
import type { Fact } from './facts.ts';

/** What has been told already, so that each write looks at what is new only. */
interface Told {
  facts: Set<string>;
  /** No attempt below this one can change any more. */
  firstOpenAttempt: number;
  lastMainTask: number;
  lastPipeline: number;
}

/**
 * The store as it is, but each write that resolves is followed, in the same step, by the facts that it made durable.
 * They are read inside of its transaction: nothing is told that the write's own promise does not promise.
 */
export function tellingStore(store: Store, tell: (fact: Fact) => void): Store {
  const told: Told = { facts: new Set(), firstOpenAttempt: 0, lastMainTask: 0, lastPipeline: 0 };
  const write = async <T>(run: (tx: Tx) => Promise<T>): Promise<T> => {
    const { value, facts } = await store.write(async (tx) => {
      const result = await run(tx);
      return { value: result, facts: await newFacts(tx, told) };
    });
    for (const fact of facts) {
      const key = JSON.stringify(fact);
      if (told.facts.has(key)) continue;
      told.facts.add(key);
      remember(told, fact);
      tell(fact);
    }
    return value;
  };
  return new Proxy(store, {
    get: (target, property) => {
      if (property === 'write') return write;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Only of what is durable: a transaction that was read from may be taken back by a failed flush. */
function remember(told: Told, fact: Fact): void {
  if (fact.kind === 'pipeline') told.lastPipeline = Math.max(told.lastPipeline, fact.id);
  if (fact.kind === 'submitted') told.lastMainTask = Math.max(told.lastMainTask, fact.mainTask);
}

async function newFacts(tx: Tx, told: Told): Promise<Fact[]> {
  const pipelines = await tx
    .selectFrom('pipelines')
    .select('id')
    .where('id', '>', told.lastPipeline)
    .execute();
  const deletions = await tx.selectFrom('deletions').select('pipeline_id').execute();
  const mainTasks = await tx
    .selectFrom('main_tasks')
    .innerJoin('subtasks', 'subtasks.main_task_id', 'main_tasks.id')
    .select('main_tasks.pipeline_id')
    .select(({ fn }) => ['main_tasks.id', 'main_tasks.job_id', fn.countAll<number>().as('subtasks')])
    .where('main_tasks.id', '>', told.lastMainTask)
    .groupBy(['main_tasks.id', 'main_tasks.job_id', 'main_tasks.pipeline_id'])
    .execute();
  return [
    ...pipelines.map(({ id }): Fact => ({ kind: 'pipeline', id })),
    ...deletions.map(({ pipeline_id }): Fact => ({ kind: 'deleted', id: pipeline_id })),
    ...mainTasks.map(({ id, job_id, pipeline_id, subtasks }): Fact => ({
      kind: 'submitted',
      pipeline: pipeline_id,
      job: job_id,
      mainTask: id,
      subtasks,
    })),
    ...(await attemptFacts(tx, told)),
  ];
}

async function attemptFacts(tx: Tx, told: Told): Promise<Fact[]> {
  const rows = await tx
    .selectFrom('attempts')
    .leftJoin('jobs', 'jobs.id', 'attempts.job_id')
    .leftJoin('apps', 'apps.id', 'jobs.app_id')
    .leftJoin('revisions', 'revisions.attempt_id', 'attempts.id')
    .leftJoin('subtasks', 'subtasks.id', 'attempts.subtask_id')
    .select(['attempts.id', 'attempts.job_id', 'attempts.subtask_id', 'attempts.number', 'attempts.status'])
    .select(['apps.model', 'apps.number as app_number', 'jobs.status as job_status', 'revisions.revision'])
    .select(['subtasks.status as subtask_status', 'subtasks.result_attempt_id'])
    .select(['jobs.pipeline_id as job_pipeline', 'subtasks.pipeline_id as subtask_pipeline'])
    .where('attempts.id', '>=', told.firstOpenAttempt)
    .orderBy('attempts.id')
    .execute();
  const facts: Fact[] = [];
  let settled = true;
  for (const row of rows) {
    const { id: attempt, job_id: job, subtask_id: subtask, number, status } = row;
    const pipeline = (row.job_pipeline ?? row.subtask_pipeline)!;
    const owner =
      job === null ? ({ of: 'subtask', owner: subtask! } as const) : ({ of: 'job', owner: job } as const);
    facts.push({ kind: 'claimed', pipeline, attempt, ...owner, number });
    if (job !== null && row.model !== null) {
      facts.push({ kind: 'named', pipeline, job, app: `${row.model}:${row.app_number}` });
    }
    if (status !== 'running') facts.push({ kind: 'ended', pipeline, attempt, status });
    if (job !== null && row.job_status === 'completed' && row.revision !== null) {
      facts.push({ kind: 'generated', pipeline, job, revision: row.revision });
    }
    if (subtask !== null && row.subtask_status === 'completed' && row.result_attempt_id === attempt) {
      facts.push({ kind: 'measured', pipeline, subtask, attempt });
    }
    settled &&= told.facts.has(JSON.stringify({ kind: 'ended', pipeline, attempt, status } satisfies Fact));
    if (settled) told.firstOpenAttempt = attempt + 1;
  }
  return facts;
}
