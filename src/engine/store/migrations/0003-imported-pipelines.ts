import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const counts = ['total', 'completed', 'failed'].flatMap((count) => [
  `generation_${count}` as const,
  `analysis_${count}` as const,
]);

/** The history of pipelines that other systems ran. No row of ours refers to it, nor it to ours. */
export const importedPipelines: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    let table = db.schema
      .createTable('imported_pipelines')
      .addColumn('content_hash', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('file', 'text', (column) => column.notNull())
      .addColumn('record_blob', 'text', (column) => column.notNull())
      .addColumn('imported_at', 'bigint', (column) => column.notNull());
    for (const count of counts) table = table.addColumn(count, 'integer', (column) => column.notNull());
    await table.execute();
  },
};
