import type { Database, Statement } from 'sql.js';
import type { JournalRecord } from './journal-record.ts';

/** Runs journal records again. The same few statements come thousands of times, so each is prepared once. */
export class RecordApplier {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  apply(record: JournalRecord): void {
    this.#database.run('BEGIN');
    for (const [text, parameters] of record.statements) this.#prepare(text).run([...parameters]);
    this.#database.run('COMMIT');
  }

  #prepare(text: string): Statement {
    let statement = this.#statements.get(text);
    if (!statement) this.#statements.set(text, (statement = this.#database.prepare(text)));
    return statement;
  }

  dispose(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
  }
}
