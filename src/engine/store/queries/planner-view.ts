import { sql } from 'kysely';
import type { Configuration } from '../../domain/configuration.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type { PipelineView, PlannerView } from '../../planner/planner.ts';
import { readConfiguration } from './configurations.ts';
import type { PipelineRow } from '../schema.ts';
import type { Reader } from '../store.ts';

/** Models that generate on this machine's own processors. */
export const isLocalModel = (model: string): boolean => model.startsWith('builtin/');

/**
 * What the planner needs, read through indexes and bounded by the pools' widths.
 * @param scope which pipelines may be given work; null: all
 */
export async function readPlannerView(
  db: Reader,
  limits: Pick<Configuration, 'generation.maxWorkers' | 'analysis.maxWorkers'>,
  scope: ReadonlySet<number> | null,
  now: number,
): Promise<PlannerView> {
  const active = await db
    .selectFrom('pipelines')
    .selectAll()
    .where('status', 'in', ['pending', 'running'])
    .orderBy('id')
    .execute();
  const jobs = await db
    .selectFrom('jobs')
    .select(['pipeline_id', 'model'])
    .where('status', '=', 'running')
    .execute();
  const subtasks = await db
    .selectFrom('subtasks')
    .select(['pipeline_id', 'exclusive'])
    .where('status', '=', 'running')
    .execute();
  const pipelines: PipelineView[] = [];
  for (const row of active) {
    if (scope && !scope.has(row.id)) continue;
    const of = (entry: { pipeline_id: number }) => entry.pipeline_id === row.id;
    pipelines.push(
      await readPipeline(db, row, jobs.filter(of).length, subtasks.filter(of).length, limits, now),
    );
  }
  return {
    now,
    generationMaxWorkers: limits['generation.maxWorkers'],
    analysisMaxWorkers: limits['analysis.maxWorkers'],
    runningJobs: jobs.length,
    runningLocalJobs: jobs.filter((job) => isLocalModel(job.model)).length,
    runningSubtasks: subtasks.length,
    runningExclusive: subtasks.filter((subtask) => subtask.exclusive === 1).length,
    pipelines,
  };
}

async function readPipeline(
  db: Reader,
  row: PipelineRow,
  runningJobs: number,
  runningSubtasks: number,
  limits: Pick<Configuration, 'generation.maxWorkers' | 'analysis.maxWorkers'>,
  now: number,
): Promise<PipelineView> {
  const definition = JSON.parse(row.definition) as PipelineDefinition;
  const configuration = await readConfiguration(db, row.configuration_id);
  const analysed = definition.services.length > 0;

  const dueJobs = await db
    .selectFrom('jobs')
    .select(['id', 'model'])
    .where('pipeline_id', '=', row.id)
    .where('status', '=', 'pending')
    .where('not_before', '<=', now)
    .orderBy('ordinal')
    .limit(limits['generation.maxWorkers'])
    .execute();
  const dueSubtasks = (exclusive: 0 | 1, limit: number) =>
    db
      .selectFrom('subtasks')
      .select('id')
      .where('pipeline_id', '=', row.id)
      .where('status', '=', 'pending')
      .where('exclusive', '=', exclusive)
      .where('not_before', '<=', now)
      .orderBy('id')
      .limit(limit)
      .execute();
  const shared = await dueSubtasks(0, limits['analysis.maxWorkers']);
  const alone = await dueSubtasks(1, 1);
  const submissions = analysed
    ? await db
        .selectFrom('jobs')
        .select('id')
        .where('pipeline_id', '=', row.id)
        .where('submission', '=', 'due')
        .where('submission_not_before', '<=', now)
        .orderBy('ordinal')
        .limit(limits['analysis.maxWorkers'])
        .execute()
    : [];
  const openSubmission = await db
    .selectFrom('jobs')
    .select('id')
    .where('pipeline_id', '=', row.id)
    // Every app gets its final place; a main task only where analysis is asked for.
    .where('submission', 'in', analysed ? ['unpublished', 'due'] : ['unpublished'])
    .limit(1)
    .executeTakeFirst();
  const openMainTask = await db
    .selectFrom('main_tasks')
    .select('id')
    .where('pipeline_id', '=', row.id)
    .where('status', 'in', ['created', 'pending', 'running'])
    .limit(1)
    .executeTakeFirst();
  const { givenUp } = await db
    .selectFrom('jobs')
    .select((eb) => eb.fn.countAll<number>().as('givenUp'))
    .where('pipeline_id', '=', row.id)
    .where('submission', '=', 'given_up')
    .executeTakeFirstOrThrow();

  return {
    id: row.id,
    status: row.status as PipelineView['status'],
    stages: definition.stages,
    generationMaxConcurrent: configuration['generation.maxConcurrent'],
    analysisMaxConcurrent: configuration['analysis.maxConcurrent'],
    runningJobs,
    runningSubtasks,
    dueJobs: dueJobs.map((job) => ({ id: job.id, local: isLocalModel(job.model) })),
    dueSubtasks: shared.map((subtask) => subtask.id),
    dueExclusive: alone.map((subtask) => subtask.id),
    dueSubmissions: submissions.map((job) => job.id),
    openJobs: row.jobs_pending + row.jobs_running > 0,
    openSubmissions: openSubmission !== undefined,
    openMainTasks: openMainTask !== undefined,
    nextDueAt: await nextDueAt(db, row.id, now),
    parts: analysed
      ? {
          usable: row.tasks_completed,
          partial: row.tasks_partial,
          lost: row.tasks_failed + row.jobs_failed + Number(givenUp),
          cancelled: row.tasks_cancelled + row.jobs_cancelled,
        }
      : {
          usable: row.jobs_completed - Number(givenUp),
          partial: 0,
          lost: row.jobs_failed + Number(givenUp),
          cancelled: row.jobs_cancelled,
        },
  };
}

/** Literally as the partial indexes have it: few rows wait for the clock, and only those are looked at. */
const waits = (column: 'not_before' | 'submission_not_before') => sql<boolean>`${sql.ref(column)} > 0`;

async function nextDueAt(db: Reader, pipelineId: number, now: number): Promise<number | null> {
  const tried = (table: 'jobs' | 'subtasks') =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.min('not_before').as('at'))
      .where('pipeline_id', '=', pipelineId)
      .where('status', '=', 'pending')
      .where(waits('not_before'))
      .where('not_before', '>', now)
      .executeTakeFirst();
  const job = await tried('jobs');
  const subtask = await tried('subtasks');
  const submission = await db
    .selectFrom('jobs')
    .select((eb) => eb.fn.min('submission_not_before').as('at'))
    .where('pipeline_id', '=', pipelineId)
    .where('submission', 'in', ['unpublished', 'due'])
    .where(waits('submission_not_before'))
    .where('submission_not_before', '>', now)
    .executeTakeFirst();
  const times = [job?.at, subtask?.at, submission?.at].flatMap((at) => at ?? []);
  return times.length > 0 ? Math.min(...times) : null;
}
