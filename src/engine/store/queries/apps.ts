import path from 'node:path';
import { sql } from 'kysely';
import { formatAppRef } from '../../domain/app-ref.ts';
import type { AppFigures, AppRecord, ErrorRecord } from '../../domain/records.ts';
import type { RepairSummary } from '../../domain/remarks.ts';
import { noFindings, severities } from '../../domain/severity.ts';
import type { UsageRecord } from '../../domain/usage.ts';
import type { ErrorFields } from '../transitions/attempts.ts';
import type { Reader } from '../store.ts';
import { repairSummaries } from './remarks.ts';
import { usageBy } from './usage.ts';
import { unexplained } from './waiting.ts';
import type { ExplainWait } from './waiting.ts';

export function errorRecord(row: ErrorFields): ErrorRecord | null {
  if (row.error_class === null) return null;
  return {
    errorClass: row.error_class,
    message: row.error_message ?? '',
    hint: row.error_hint,
    detail: row.error_detail,
  };
}

function appRows(db: Reader) {
  return db
    .selectFrom('jobs')
    .leftJoin('apps', 'apps.id', 'jobs.app_id')
    .leftJoin('revisions', (join) =>
      join.onRef('revisions.job_id', '=', 'jobs.id').on((eb) =>
        eb(
          'revisions.revision',
          '=',
          eb
            .selectFrom('revisions as latest')
            .select((inner) => inner.fn.max('latest.revision').as('revision'))
            .whereRef('latest.job_id', '=', 'jobs.id')
            .where('latest.published', '=', 1),
        ),
      ),
    )
    .leftJoin('main_tasks', 'main_tasks.revision_id', 'revisions.id')
    .selectAll('jobs')
    .select([
      'apps.number',
      'revisions.revision',
      'revisions.path',
      'revisions.attempt_id',
      'main_tasks.id as main_task_id',
      'main_tasks.status as main_task_status',
    ]);
}

type AppRow = Awaited<ReturnType<ReturnType<typeof appRows>['execute']>>[number];

function appRecord(
  row: AppRow,
  stateDir: string,
  usage: UsageRecord | null,
  repair: RepairSummary | null,
  figures: AppFigures,
  explain: ExplainWait,
): AppRecord {
  return {
    jobId: row.id,
    pipelineId: row.pipeline_id,
    model: row.model,
    template: row.template,
    stack: row.stack,
    replicate: row.replicate,
    jobStatus: row.status,
    jobError: errorRecord(row),
    notBefore: row.not_before > 0 ? row.not_before : null,
    waiting: explain(row),
    app: row.number === null ? null : formatAppRef({ model: row.model, number: row.number }),
    revision: row.revision,
    sourceDir: row.path === null ? null : path.join(stateDir, ...row.path.split('/')),
    mainTaskId: row.main_task_id,
    mainTaskStatus: row.main_task_status,
    submissionError: row.submission_error,
    usage,
    repair,
    figures,
  };
}

/** In the pipeline's order. */
export async function listApps(
  db: Reader,
  stateDir: string,
  pipelineId: number,
  page: { offset: number; limit: number },
  explain: ExplainWait = unexplained,
): Promise<AppRecord[]> {
  const rows = await appRows(db)
    .where('jobs.pipeline_id', '=', pipelineId)
    .orderBy('jobs.ordinal')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return withFigures(db, stateDir, rows, explain);
}

export async function findApp(
  db: Reader,
  stateDir: string,
  jobId: number,
  explain: ExplainWait = unexplained,
): Promise<AppRecord | null> {
  const rows = await appRows(db).where('jobs.id', '=', jobId).execute();
  return (await withFigures(db, stateDir, rows, explain))[0] ?? null;
}

async function withFigures(
  db: Reader,
  stateDir: string,
  rows: AppRow[],
  explain: ExplainWait,
): Promise<AppRecord[]> {
  const ids = rows.flatMap((row) => row.main_task_id ?? []);
  const figures = await readFigures(db, ids);
  const usage = await usageBy(db, 'job_id', { job_id: rows.map((row) => row.id) });
  const repairs = await repairSummaries(
    db,
    rows.flatMap((row) => row.attempt_id ?? []),
  );
  return rows.map((row) =>
    appRecord(
      row,
      stateDir,
      usage.get(row.id) ?? null,
      (row.attempt_id !== null && repairs.get(row.attempt_id)) || null,
      (row.main_task_id !== null && figures.get(row.main_task_id)) || nothing(),
      explain,
    ),
  );
}

const nothing = (): AppFigures => ({
  endpoints: null,
  findings: null,
  latencyP95: null,
  requestsPerSecond: null,
});

/** Figures of the effective results only, by main task. */
async function readFigures(db: Reader, mainTaskIds: readonly number[]): Promise<Map<number, AppFigures>> {
  const figures = new Map<number, AppFigures>();
  if (mainTaskIds.length === 0) return figures;
  const of = (id: number): AppFigures => {
    let entry = figures.get(id);
    if (!entry) figures.set(id, (entry = nothing()));
    return entry;
  };
  const effective = () =>
    db
      .selectFrom('subtasks')
      .innerJoin('tool_runs', 'tool_runs.attempt_id', 'subtasks.result_attempt_id')
      .where('subtasks.main_task_id', 'in', [...mainTaskIds])
      .where('tool_runs.status', '=', 'succeeded');

  const counts = await effective()
    .where('tool_runs.critical', 'is not', null)
    .select('subtasks.main_task_id')
    .select((eb) => severities.map((severity) => eb.fn.sum<number>(`tool_runs.${severity}`).as(severity)))
    .groupBy('subtasks.main_task_id')
    .execute();
  for (const row of counts) {
    const findings = noFindings();
    for (const severity of severities) findings[severity] = Number(row[severity]);
    of(row.main_task_id).findings = findings;
  }

  const verdicts = await effective()
    .innerJoin('verdicts', 'verdicts.tool_run_id', 'tool_runs.id')
    .where('tool_runs.tool', '=', 'endpoint-tester')
    .select('subtasks.main_task_id')
    .select(sql<number>`sum(case when verdicts.result = 'works' then 1 else 0 end)`.as('works'))
    .select(sql<number>`sum(case when verdicts.result = 'not_measured' then 1 else 0 end)`.as('not_measured'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .groupBy('subtasks.main_task_id')
    .execute();
  for (const row of verdicts) {
    const [works, notMeasured, total] = [Number(row.works), Number(row.not_measured), Number(row.total)];
    if (notMeasured < total) of(row.main_task_id).endpoints = { works, notMeasured, total };
  }

  const measured = await effective()
    .innerJoin('measurements', 'measurements.tool_run_id', 'tool_runs.id')
    .where('measurements.name', 'in', ['latency.p95', 'requests.average'])
    .select(['subtasks.main_task_id', 'measurements.name', 'measurements.value'])
    .execute();
  for (const row of measured) {
    if (row.name === 'latency.p95') of(row.main_task_id).latencyP95 = row.value;
    else of(row.main_task_id).requestsPerSecond = row.value;
  }
  return figures;
}
