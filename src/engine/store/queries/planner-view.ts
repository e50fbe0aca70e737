import { sql } from 'kysely';
import { isLocalProvider, meets } from '../../domain/capabilities.ts';
import type { Capabilities } from '../../domain/capabilities.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { jobProviders } from '../../domain/job-providers.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import { viewProviders } from '../../planner/job-shares.ts';
import type { ProviderView } from '../../planner/job-shares.ts';
import type { PipelineView, PlannerView } from '../../planner/planner.ts';
import { readConfiguration } from './configurations.ts';
import { readDueJobs } from './due-jobs.ts';
import { readDueSubtasks } from './due-subtasks.ts';
import { readProviderLimits } from './provider-limits.ts';
import type { PipelineRow } from '../schema.ts';
import type { Reader } from '../store.ts';

/** What may be given work, and to whom. */
export interface PlannerScope {
  limits: Pick<Configuration, 'generation.maxWorkers' | 'analysis.maxWorkers'>;
  /** Of the process that would run it. */
  capabilities: Capabilities;
  /** Ids of pipelines; null: all. */
  pipelines: ReadonlySet<number> | null;
}

interface Seen extends PlannerScope {
  now: number;
  running: {
    jobs: readonly { pipeline_id: number }[];
    subtasks: readonly { pipeline_id: number }[];
  };
  providers: ReadonlyMap<string, ProviderView>;
}

/** What the planner needs, read through indexes and bounded by the pools' widths. */
export async function readPlannerView(db: Reader, scope: PlannerScope, now: number): Promise<PlannerView> {
  const active = await db
    .selectFrom('pipelines')
    .selectAll()
    .where('status', 'in', ['pending', 'running'])
    .orderBy('id')
    .execute();
  const jobs = await db
    .selectFrom('jobs')
    .select(['pipeline_id', 'provider'])
    .where('status', '=', 'running')
    .execute();
  const subtasks = await db
    .selectFrom('subtasks')
    .select(['pipeline_id', 'exclusive'])
    .where('status', '=', 'running')
    .execute();
  const providers = viewProviders(
    await readProviderLimits(db),
    jobs.map((job) => job.provider),
    now,
  );
  const seen: Seen = { ...scope, now, running: { jobs, subtasks }, providers };
  const pipelines: PipelineView[] = [];
  for (const row of active) {
    if (!scope.pipelines || scope.pipelines.has(row.id)) pipelines.push(await readPipeline(db, row, seen));
  }
  return {
    now,
    generationMaxWorkers: scope.limits['generation.maxWorkers'],
    analysisMaxWorkers: scope.limits['analysis.maxWorkers'],
    runningJobs: jobs.length,
    runningLocalJobs: jobs.filter((job) => isLocalProvider(job.provider)).length,
    runningSubtasks: subtasks.length,
    runningExclusive: subtasks.filter((subtask) => subtask.exclusive === 1).length,
    providers,
    turns: { jobs: new Map(), subtasks: new Map() },
    pipelines,
  };
}

async function readPipeline(db: Reader, row: PipelineRow, seen: Seen): Promise<PipelineView> {
  const { limits, capabilities, now } = seen;
  const definition = JSON.parse(row.definition) as PipelineDefinition;
  const configuration = await readConfiguration(db, row.configuration_id);
  const analysed = definition.services.length > 0;
  const ofPipeline = (entry: { pipeline_id: number }) => entry.pipeline_id === row.id;

  const providers = jobProviders(definition);
  const workers = limits['generation.maxWorkers'];
  const dueJobs = await readDueJobs(
    db,
    { id: row.id, providers },
    { capabilities, providers: seen.providers, workers, now },
  );
  const mayAnalyse = meets({ provider: null }, capabilities).ok;
  const due = (exclusive: 0 | 1, limit: number) => readDueSubtasks(db, row.id, exclusive, limit, now);
  const shared = mayAnalyse ? await due(0, limits['analysis.maxWorkers']) : [];
  const alone = mayAnalyse ? await due(1, 1) : [];
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
    runningJobs: seen.running.jobs.filter(ofPipeline).length,
    runningSubtasks: seen.running.subtasks.filter(ofPipeline).length,
    dueJobs,
    dueSubtasks: shared,
    dueExclusive: alone,
    dueSubmissions: submissions.map((job) => job.id),
    openJobs: row.jobs_pending + row.jobs_running > 0,
    openSubmissions: openSubmission !== undefined,
    openMainTasks: openMainTask !== undefined,
    nextDueAt: earliest([
      await nextDueAt(db, row.id, now),
      ...providers.map((provider) => seen.providers.get(provider)?.blockedUntil),
    ]),
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
  return earliest([job?.at, subtask?.at, submission?.at]);
}

function earliest(times: readonly (number | null | undefined)[]): number | null {
  const known = times.flatMap((time) => time ?? []);
  return known.length > 0 ? Math.min(...known) : null;
}
