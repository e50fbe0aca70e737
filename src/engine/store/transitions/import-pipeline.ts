import { findImportedRow } from '../queries/imported-pipelines.ts';
import type { ImportedPipelineRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/**
 * Keeps the history of a pipeline that another system ran.
 * @returns the row of that content that was there already, which stays as it is; null: it is new
 */
export async function insertImportedPipeline(
  tx: Tx,
  row: ImportedPipelineRow,
): Promise<ImportedPipelineRow | null> {
  const known = await findImportedRow(tx, row.content_hash);
  if (!known) await tx.insertInto('imported_pipelines').values(row).execute();
  return known;
}
