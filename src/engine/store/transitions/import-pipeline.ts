import type { ImportedPipelineRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/** Keeps the history of a pipeline that another system ran. What is there of that content already stays as it is. */
export async function insertImportedPipeline(tx: Tx, row: ImportedPipelineRow): Promise<void> {
  await tx
    .insertInto('imported_pipelines')
    .values(row)
    .onConflict((conflict) => conflict.column('content_hash').doNothing())
    .execute();
}
