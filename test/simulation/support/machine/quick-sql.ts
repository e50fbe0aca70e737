/** `sql.js`, compiled once for all engines of a process, and a way to the databases that they have open. */
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import type { Database, SqlJsStatic } from 'sql.js';
import { programs } from '../../../support/open-store.ts';

const open = new Set<Database>();
const compiled = await compile();

export function replace(): unknown {
  return async () => compiled;
}

/** The database that was opened last. */
export function newestDatabase(): Database {
  return [...open].at(-1)!;
}

/** With the memory of a process that has ended. */
export function closeAllDatabases(): void {
  for (const database of [...open]) database.close();
}

async function compile(): Promise<SqlJsStatic> {
  const sql = await initSqlJs({ wasmBinary: new Uint8Array(readFileSync(programs.wasmFile)).buffer });
  class TrackedDatabase extends sql.Database {
    constructor(data?: ArrayLike<number> | null) {
      super(data);
      open.add(this);
    }

    override close(): void {
      if (open.delete(this)) super.close();
    }
  }
  return { ...sql, Database: TrackedDatabase };
}
