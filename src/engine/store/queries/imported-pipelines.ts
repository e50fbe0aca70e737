import type { ImportedPipelineRecord } from '../../domain/import-records.ts';
import type { ImportedPipelineRow } from '../schema.ts';
import type { Reader } from '../store.ts';

/** Newest first. */
export function listImportedRows(db: Reader): Promise<ImportedPipelineRow[]> {
  return db
    .selectFrom('imported_pipelines')
    .selectAll()
    .orderBy('imported_at', 'desc')
    .orderBy('content_hash')
    .execute();
}

export async function findImportedRow(db: Reader, contentHash: string): Promise<ImportedPipelineRow | null> {
  const row = await db
    .selectFrom('imported_pipelines')
    .selectAll()
    .where('content_hash', '=', contentHash)
    .executeTakeFirst();
  return row ?? null;
}

/** Not a number: it can never be taken for a pipeline of this state folder. */
export function importedId(contentHash: string): string {
  return `imported-${contentHash.slice(0, 16)}`;
}

export function importedRecord(row: ImportedPipelineRow): ImportedPipelineRecord {
  return {
    id: importedId(row.content_hash),
    name: row.name,
    file: row.file,
    importedAt: row.imported_at,
    generation: {
      total: row.generation_total,
      completed: row.generation_completed,
      failed: row.generation_failed,
    },
    analysis: {
      total: row.analysis_total,
      completed: row.analysis_completed,
      failed: row.analysis_failed,
    },
  };
}
