import { Migrator } from 'kysely/migration';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { AssayError, InputError } from '../domain/errors.ts';
import { initial } from './migrations/0001-initial.ts';
import { providerLimits } from './migrations/0002-provider-limits.ts';
import { importedPipelines } from './migrations/0003-imported-pipelines.ts';
import { deletions } from './migrations/0004-deletions.ts';
import { usage } from './migrations/0005-usage.ts';
import { remarks } from './migrations/0006-remarks.ts';
import type { Schema } from './schema.ts';

const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-provider-limits': providerLimits,
  '0003-imported-pipelines': importedPipelines,
  '0004-deletions': deletions,
  '0005-usage': usage,
  '0006-remarks': remarks,
};

function migratorOf(db: Kysely<Schema>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}

/**
 * How far the database is behind the code.
 * @throws InputError when it was written by a newer version: it is left untouched
 */
export async function pendingMigrations(db: Kysely<Schema>, stateDir: string): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  let executed: string[] = [];
  if (tables.some((table) => table.name === 'kysely_migration')) {
    const rows = await (db as unknown as Kysely<{ kysely_migration: { name: string } }>)
      .selectFrom('kysely_migration')
      .select('name')
      .orderBy('name')
      .execute();
    executed = rows.map((row) => row.name);
  }
  const unknown = executed.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw InputError.of(
      stateDir,
      `was written by a newer version of Assay (it knows ${unknown.join(', ')}); update Assay or use another state folder`,
    );
  }
  return Object.keys(migrations).filter((name) => !executed.includes(name));
}

/** Brings the database to the code's version, in one transaction. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) throw AssayError.from(error);
}
