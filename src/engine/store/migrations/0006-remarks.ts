import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { sqlDialectOf } from './sql-dialect.ts';

/** How the answer of an attempt became an app: fixes, problems that were left, placeholders, notes of the reader. */
export const remarks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      `CREATE TABLE remarks (
        id ${sqlDialectOf(db).ownKey},
        attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        path TEXT,
        line INTEGER,
        count INTEGER NOT NULL,
        detail TEXT NOT NULL
      )`,
      `CREATE INDEX remarks_attempt ON remarks (attempt_id)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
