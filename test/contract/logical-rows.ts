import { sql } from 'kysely';
import type { ContractStore } from './contract-store.ts';

/** All rows of all tables, each in the order of its first column, which is its key. */
export async function logicalRows(store: ContractStore): Promise<Record<string, unknown[]>> {
  return store.write(async (tx) => {
    const rows: Record<string, unknown[]> = {};
    const tables = await tx.introspection.getTables();
    for (const name of tables.map((table) => table.name).sort()) {
      // SQLite's own, for the keys that it has given.
      if (name.startsWith('sqlite_')) continue;
      rows[name] = (await sql<object>`SELECT * FROM ${sql.table(name)} ORDER BY 1`.execute(tx)).rows;
    }
    return rows;
  });
}
