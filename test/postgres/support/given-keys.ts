import { sql } from 'kysely';
import type { PostgresStore } from './postgres-store.ts';

/** The last key that each table has given; null: none. */
export async function givenKeys({ db }: PostgresStore): Promise<Map<string, number | null>> {
  const { rows } = await sql<{ sequence: string; last: number | null }>`
    SELECT sequencename AS sequence, last_value AS last FROM pg_sequences`.execute(db);
  return new Map(rows.map(({ sequence, last }) => [sequence, last]));
}

/**
 * PostgreSQL never takes a key back, not even when the transaction that was given it is rolled back; SQLite does. To be
 * called after one that was, so that both go on with the same keys.
 */
export async function takeKeysBack({ db }: PostgresStore, before: Map<string, number | null>): Promise<void> {
  for (const [sequence, last] of before) {
    await sql`SELECT setval(${sequence}, ${last ?? 1}, ${last !== null})`.execute(db);
  }
}
