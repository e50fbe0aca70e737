import { createHash } from 'node:crypto';
import type { Database } from 'sql.js';

/** Characters: a call for each row would take longer than the rows. */
const hashedAtOnce = 65_536;

/**
 * What a database says, however its pages lie: for each table, index and trigger the SHA-256 of its definition and,
 * for tables, of all rows in the order of their ids.
 */
export function logicalDump(database: Database): Map<string, string> {
  const dump = new Map<string, string>();
  const [master] = database.exec(
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
  );
  for (const [type, name, definition] of master?.values ?? []) {
    const hash = createHash('sha256').update(String(definition));
    if (type === 'table') {
      const statement = database.prepare(`SELECT * FROM "${String(name)}" ORDER BY rowid`);
      try {
        let rows = '';
        while (statement.step()) {
          rows += `${JSON.stringify(statement.get())}\n`;
          if (rows.length < hashedAtOnce) continue;
          hash.update(rows);
          rows = '';
        }
        hash.update(rows);
      } finally {
        statement.free();
      }
    }
    dump.set(`${String(type)} ${String(name)}`, hash.digest('hex'));
  }
  return dump;
}

/** @returns the names of what is not the same in both */
export function differences(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort();
}
