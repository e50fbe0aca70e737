import { formatAppRef } from '../../domain/app-ref.ts';
import type { VerdictResult } from '../../domain/analysis.ts';
import type { AttemptRecord, SubtaskRecord, ToolRunRecord } from '../../domain/records.ts';
import type { SeverityCounts } from '../../domain/severity.ts';
import type { ToolName } from '../../domain/tools.ts';
import type { ToolRunRow } from '../schema.ts';
import type { Reader } from '../store.ts';
import { errorRecord } from './apps.ts';
import { usageBy } from './usage.ts';

function subtaskRows(db: Reader) {
  return db
    .selectFrom('subtasks')
    .innerJoin('main_tasks', 'main_tasks.id', 'subtasks.main_task_id')
    .selectAll('subtasks')
    .select('main_tasks.job_id')
    .select((eb) =>
      eb
        .selectFrom('attempts')
        .whereRef('attempts.subtask_id', '=', 'subtasks.id')
        .select((inner) => inner.fn.countAll<number>().as('n'))
        .as('attempts'),
    );
}

type SubtaskWithJob = Awaited<ReturnType<ReturnType<typeof subtaskRows>['execute']>>[number];

function subtaskRecord(row: SubtaskWithJob): SubtaskRecord {
  return {
    id: row.id,
    mainTaskId: row.main_task_id,
    jobId: row.job_id,
    pipelineId: row.pipeline_id,
    service: row.service,
    status: row.status,
    error: errorRecord(row),
    notBefore: row.not_before > 0 ? row.not_before : null,
    attempts: Number(row.attempts ?? 0),
    tools: JSON.parse(row.tools) as ToolName[],
  };
}

export async function listSubtasks(db: Reader, mainTaskId: number): Promise<SubtaskRecord[]> {
  const rows = await subtaskRows(db)
    .where('subtasks.main_task_id', '=', mainTaskId)
    .orderBy('subtasks.id')
    .execute();
  return rows.map(subtaskRecord);
}

export async function findSubtask(db: Reader, id: number): Promise<SubtaskRecord | null> {
  const row = await subtaskRows(db).where('subtasks.id', '=', id).executeTakeFirst();
  return row ? subtaskRecord(row) : null;
}

export async function listAttempts(
  db: Reader,
  of: { kind: 'job' | 'subtask'; id: number },
): Promise<AttemptRecord[]> {
  const rows = await db
    .selectFrom('attempts')
    .selectAll()
    .where(of.kind === 'job' ? 'job_id' : 'subtask_id', '=', of.id)
    .orderBy('number')
    .execute();
  const usage = of.kind === 'job' ? await usageBy(db, 'attempt_id', { job_id: [of.id] }) : null;
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    status: row.status,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: errorRecord(row),
    usage: usage?.get(row.id) ?? null,
  }));
}

export function countsOf(row: ToolRunRow): SeverityCounts | null {
  const { critical, high, medium, low, info } = row;
  if (critical === null || high === null || medium === null || low === null || info === null) return null;
  return { critical, high, medium, low, info };
}

/** One for each tool of the manifest, with the effective result where there is one. */
export async function listToolRuns(db: Reader, subtaskId: number): Promise<ToolRunRecord[]> {
  const subtask = await db
    .selectFrom('subtasks')
    .select(['tools', 'result_attempt_id'])
    .where('id', '=', subtaskId)
    .executeTakeFirst();
  if (!subtask) return [];
  const runs =
    subtask.result_attempt_id === null
      ? []
      : await db
          .selectFrom('tool_runs')
          .selectAll()
          .where('attempt_id', '=', subtask.result_attempt_id)
          .execute();
  const records: ToolRunRecord[] = [];
  for (const tool of JSON.parse(subtask.tools) as ToolName[]) {
    const run = runs.find((row) => row.tool === tool);
    records.push(run ? await toolRunRecord(db, run) : unmeasured(subtaskId, tool));
  }
  return records;
}

function unmeasured(subtaskId: number, tool: ToolName): ToolRunRecord {
  return {
    id: null,
    subtaskId,
    tool,
    status: null,
    reason: null,
    version: null,
    durationMs: null,
    findings: null,
    measurements: [],
    verdicts: null,
  };
}

async function toolRunRecord(db: Reader, run: ToolRunRow): Promise<ToolRunRecord> {
  const measurements = await db
    .selectFrom('measurements')
    .select(['name', 'value', 'unit'])
    .where('tool_run_id', '=', run.id)
    .orderBy('id')
    .execute();
  const verdicts = await db
    .selectFrom('verdicts')
    .select('result')
    .where('tool_run_id', '=', run.id)
    .execute();
  const count = (result: VerdictResult) => verdicts.filter((verdict) => verdict.result === result).length;
  return {
    id: run.id,
    subtaskId: run.subtask_id,
    tool: run.tool,
    status: run.status,
    reason: run.reason,
    version: run.version,
    durationMs: run.duration_ms,
    findings: countsOf(run),
    measurements,
    verdicts:
      verdicts.length === 0
        ? null
        : { works: count('works'), notMeasured: count('not_measured'), total: verdicts.length },
  };
}

/** A tool run with what is needed to name it and to find its blob. */
export async function findToolRun(
  db: Reader,
  id: number,
): Promise<{
  record: ToolRunRecord;
  app: string;
  service: SubtaskRecord['service'];
  resultBlob: string;
} | null> {
  const run = await db.selectFrom('tool_runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!run) return null;
  const of = await db
    .selectFrom('subtasks')
    .innerJoin('main_tasks', 'main_tasks.id', 'subtasks.main_task_id')
    .innerJoin('revisions', 'revisions.id', 'main_tasks.revision_id')
    .innerJoin('apps', 'apps.id', 'revisions.app_id')
    .select(['subtasks.service', 'apps.model', 'apps.number'])
    .where('subtasks.id', '=', run.subtask_id)
    .executeTakeFirstOrThrow();
  return {
    record: await toolRunRecord(db, run),
    app: formatAppRef(of),
    service: of.service,
    resultBlob: run.result_blob,
  };
}
