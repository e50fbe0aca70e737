import type { Database, Statement } from 'sql.js';

export interface PreparedStatement {
  readonly statement: Statement;
  /** Names of what it returns. */
  readonly columns: readonly string[];
}

const size = 256;

/** Prepared statements by their text: those that were of use lately stay (second chance; Corbató, 1968). */
export class StatementCache {
  readonly #database: Database;
  readonly #entries = new Map<string, PreparedStatement & { used: boolean }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws Error when SQLite cannot make sense of it */
  take(text: string): PreparedStatement {
    const known = this.#entries.get(text);
    if (known) {
      known.used = true;
      return known;
    }
    if (this.#entries.size >= size) this.#evict();
    const statement = this.#database.prepare(text);
    const entry = { statement, columns: statement.getColumnNames(), used: false };
    this.#entries.set(text, entry);
    return entry;
  }

  #evict(): void {
    for (const [text, entry] of this.#entries) {
      this.#entries.delete(text);
      if (!entry.used) {
        entry.statement.free();
        return;
      }
      entry.used = false;
      this.#entries.set(text, entry);
    }
  }

  clear(): void {
    for (const { statement } of this.#entries.values()) statement.free();
    this.#entries.clear();
  }
}
