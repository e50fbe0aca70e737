import type { UsageSums } from '../../../domain/usage.ts';
import { sumUsage } from '../../queries/usage.ts';
import type { PipelineRow } from '../../schema.ts';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

const jobSums = {
  pending: 'jobs_pending',
  running: 'jobs_running',
  completed: 'jobs_completed',
  failed: 'jobs_failed',
  cancelled: 'jobs_cancelled',
} as const;
const taskSums = {
  completed: 'tasks_completed',
  partial_success: 'tasks_partial',
  failed: 'tasks_failed',
  cancelled: 'tasks_cancelled',
} as const;

const usageSums = [
  'calls',
  'calls_uncounted',
  'calls_reported',
  'calls_estimated',
  'input_tokens',
  'output_tokens',
  'cost_nano_usd',
] as const satisfies readonly (keyof UsageSums)[];

type SumColumn =
  | keyof UsageSums
  | 'jobs_total'
  | 'tasks_total'
  | (typeof jobSums)[keyof typeof jobSums]
  | (typeof taskSums)[keyof typeof taskSums];

/** The sums that triggers keep are those of the rows. */
export async function checkSums(db: Reader, findings: Findings): Promise<void> {
  findings.enter('sums');
  const counted = await countRows(db);
  const pipelines = await db.selectFrom('pipelines').selectAll().orderBy('id').execute();
  findings.checked.pipelines = pipelines.length;
  for (const pipeline of pipelines) {
    for (const column of [
      'jobs_total',
      'tasks_total',
      ...Object.values(jobSums),
      ...Object.values(taskSums),
      ...usageSums,
    ] as const) {
      const actual = counted.get(pipeline.id)?.[column] ?? 0;
      if (pipeline[column] !== actual) reportSum(pipeline, column, actual, findings);
    }
  }
}

function reportSum(pipeline: PipelineRow, column: SumColumn, actual: number, findings: Findings): void {
  findings.problem(
    `pipeline ${pipeline.id}`,
    `Its sum ${column} is ${pipeline[column]}, its rows make ${actual}.`,
    usageSums.some((name) => name === column)
      ? 'What was spent is shown wrongly, and a budget may stop the pipeline too early or too late.'
      : 'Progress is shown wrongly, and the pipeline may end too early or never.',
  );
}

async function countRows(db: Reader): Promise<Map<number, Partial<Record<SumColumn, number>>>> {
  const counted = new Map<number, Partial<Record<SumColumn, number>>>();
  const add = (pipelineId: number, column: SumColumn, count: number) => {
    const sums = counted.get(pipelineId) ?? {};
    sums[column] = (sums[column] ?? 0) + count;
    counted.set(pipelineId, sums);
  };
  const jobs = await db
    .selectFrom('jobs')
    .select(({ fn }) => ['pipeline_id', 'status', fn.countAll<number>().as('count')])
    .groupBy(['pipeline_id', 'status'])
    .execute();
  for (const row of jobs) {
    add(row.pipeline_id, 'jobs_total', row.count);
    add(row.pipeline_id, jobSums[row.status], row.count);
  }
  const tasks = await db
    .selectFrom('main_tasks')
    .select(({ fn }) => ['pipeline_id', 'status', fn.countAll<number>().as('count')])
    .groupBy(['pipeline_id', 'status'])
    .execute();
  for (const row of tasks) {
    add(row.pipeline_id, 'tasks_total', row.count);
    if (row.status in taskSums)
      add(row.pipeline_id, taskSums[row.status as keyof typeof taskSums], row.count);
  }
  for (const { of, sums } of await sumUsage(db, 'pipeline_id')) {
    for (const column of usageSums) add(of, column, sums[column]);
  }
  return counted;
}
