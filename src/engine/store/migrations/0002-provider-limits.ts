import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { providerOf } from '../../domain/capabilities.ts';
import type { Schema } from '../schema.ts';

/** Each job says whose model it asks, so that jobs of a provider that must wait are not in the way of others. */
export const providerLimits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('jobs')
      .addColumn('provider', 'text', (column) => column.notNull().defaultTo(''))
      .execute();
    const jobs = db as Kysely<Pick<Schema, 'jobs'>>;
    const models = await jobs.selectFrom('jobs').select('model').distinct().orderBy('model').execute();
    for (const { model } of models) {
      await jobs
        .updateTable('jobs')
        .set({ provider: providerOf(model) })
        .where('model', '=', model)
        .execute();
    }
    await db.schema.dropIndex('jobs_status').execute();
    await db.schema
      .createIndex('jobs_status')
      .on('jobs')
      .columns(['pipeline_id', 'status', 'provider', 'not_before', 'ordinal'])
      .execute();

    await db.schema
      .createTable('provider_limits')
      .addColumn('provider', 'text', (column) => column.primaryKey())
      .addColumn('width', 'integer', (column) => column.notNull())
      .addColumn('successes', 'integer', (column) => column.notNull())
      .addColumn('not_before', 'bigint', (column) => column.notNull())
      .addColumn('limited_at', 'bigint', (column) => column.notNull())
      .addColumn('limits', 'integer', (column) => column.notNull())
      .execute();
  },
};
