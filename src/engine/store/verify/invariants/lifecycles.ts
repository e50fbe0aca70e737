import type { PipelineDefinition } from '../../../domain/pipeline-file.ts';
import { isTerminal, pipelineStatuses } from '../../../domain/status.ts';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

const ended = pipelineStatuses.filter(isTerminal);

/** A pipeline that has ended has nothing open, and says when it ended. */
export async function checkLifecycles(db: Reader, findings: Findings): Promise<void> {
  findings.enter('lifecycles');
  const pipelines = await db
    .selectFrom('pipelines')
    .select(['id', 'status', 'finished_at', 'definition'])
    .orderBy('id')
    .execute();
  for (const { id, status, finished_at } of pipelines) {
    if (isTerminal(status) === (finished_at !== null)) continue;
    findings.problem(
      `pipeline ${id}`,
      `It is ${status} and ${finished_at === null ? 'has no' : 'has an'} end time.`,
      'How long it took is shown wrongly.',
    );
  }
  const open = [
    ...(await openRows(db, 'jobs')).map((row) => ({ ...row, kind: 'job' })),
    ...(await openRows(db, 'subtasks')).map((row) => ({ ...row, kind: 'subtask' })),
  ];
  for (const row of open) {
    findings.problem(
      `${row.kind} ${row.id}`,
      `It is ${row.status} while its pipeline ${row.pipeline_id} is ${row.pipeline_status}.`,
      'It is never worked on; retry it, or the pipeline, by hand.',
    );
  }
  await checkSubmissions(db, pipelines, findings);
}

function openRows(db: Reader, table: 'jobs' | 'subtasks') {
  return db
    .selectFrom(table)
    .innerJoin('pipelines', 'pipelines.id', `${table}.pipeline_id`)
    .select([`${table}.id`, `${table}.status`, `${table}.pipeline_id`, 'pipelines.status as pipeline_status'])
    .where(`${table}.status`, 'in', ['pending', 'running'])
    .where('pipelines.status', 'in', ended)
    .orderBy(`${table}.id`)
    .execute();
}

async function checkSubmissions(
  db: Reader,
  pipelines: readonly { id: number; definition: string }[],
  findings: Findings,
): Promise<void> {
  const definitions = new Map(pipelines.map(({ id, definition }) => [id, definition]));
  const waiting = await db
    .selectFrom('jobs')
    .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
    .select(['jobs.id', 'jobs.pipeline_id', 'jobs.submission', 'pipelines.status'])
    .where('jobs.submission', 'in', ['due', 'unpublished'])
    // What a person has cancelled leaves apps without an analysis.
    .where(
      'pipelines.status',
      'in',
      ended.filter((status) => status !== 'cancelled'),
    )
    .orderBy('jobs.id')
    .execute();
  for (const job of waiting) {
    const { services } = JSON.parse(definitions.get(job.pipeline_id)!) as PipelineDefinition;
    if (services.length === 0 && job.submission === 'due') continue;
    findings.problem(
      `job ${job.id}`,
      `Its app is ${job.submission} while its pipeline ${job.pipeline_id} is ${job.status}.`,
      'The app is never put in its place or analysed; retry it by hand.',
    );
  }
}
