import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type { PipelineRecord } from '../../domain/records.ts';
import { isTerminal } from '../../domain/status.ts';
import { usageRecord } from '../../domain/usage.ts';
import type { PipelineRow } from '../schema.ts';
import type { Reader } from '../store.ts';
import { budgetOf } from './budgets.ts';

export function pipelineRecord(row: PipelineRow): PipelineRecord {
  const definition = JSON.parse(row.definition) as PipelineDefinition;
  const completed = row.tasks_completed + row.tasks_partial;
  const failed = row.tasks_failed + row.tasks_cancelled;
  return {
    id: row.id,
    name: row.name,
    file: row.file,
    status: row.status,
    message: row.message,
    stages: definition.stages,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    generation: {
      total: row.jobs_total,
      pending: row.jobs_pending,
      running: row.jobs_running,
      completed: row.jobs_completed,
      failed: row.jobs_failed,
      cancelled: row.jobs_cancelled,
    },
    analysis: {
      total: row.tasks_total,
      completed,
      failed,
      running: row.tasks_total - completed - failed,
    },
    usage: usageRecord(row),
    budget: budgetOf(row),
    needsAttention: row.jobs_failed + row.tasks_failed + row.tasks_partial,
  };
}

export async function listPipelines(db: Reader): Promise<PipelineRecord[]> {
  const rows = await db.selectFrom('pipelines').selectAll().orderBy('id', 'desc').execute();
  return rows.map(pipelineRecord);
}

export async function findPipeline(db: Reader, id: number): Promise<PipelineRecord | null> {
  const row = await db.selectFrom('pipelines').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? pipelineRecord(row) : null;
}

/** The pipelines of a file: of this very content (an unfinished one before all), and an unfinished one of another. */
export async function findByFile(
  db: Reader,
  file: string,
  fileHash: string,
): Promise<{ same: PipelineRecord | null; otherUnfinished: PipelineRecord | null }> {
  const rows = await db
    .selectFrom('pipelines')
    .selectAll()
    .where('file', '=', file)
    .orderBy('id', 'desc')
    .execute();
  const ofContent = rows.filter((row) => row.file_hash === fileHash);
  const same = ofContent.find((row) => !isTerminal(row.status)) ?? ofContent[0];
  const other = rows.find((row) => row.file_hash !== fileHash && !isTerminal(row.status));
  return {
    same: same ? pipelineRecord(same) : null,
    otherUnfinished: other ? pipelineRecord(other) : null,
  };
}
