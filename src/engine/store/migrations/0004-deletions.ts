import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was deleted, and what of it is still to be removed from the disk. */
export const deletions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('deletions')
      .addColumn('pipeline_id', 'integer', (column) => column.primaryKey())
      .addColumn('deleted_at', 'bigint', (column) => column.notNull())
      .addColumn('blobs_left', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('removals')
      .addColumn('path', 'text', (column) => column.primaryKey())
      .execute();
    // For each attempt that is deleted the database looks for the subtask that has its result.
    await db.schema
      .createIndex('subtasks_result')
      .on('subtasks')
      .column('result_attempt_id')
      .where('result_attempt_id', 'is not', null)
      .execute();
  },
};
