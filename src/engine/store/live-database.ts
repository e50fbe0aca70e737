import type { Kysely, Transaction } from 'kysely';
import type { SqlJsStatic } from 'sql.js';
import type { Log } from '../domain/log.ts';
import type { ChangeCollector } from './changes.ts';
import { Journal } from './journal.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import type { Ownership } from './ownership.ts';
import { replay } from './replay.ts';
import type { Schema } from './schema.ts';
import { databaseOver, SqlJsConnection, transactionOver } from './sqljs-dialect.ts';
import type { RecordedStatement } from './sqljs-dialect.ts';
import type { StateFolder } from './state-folder.ts';

export interface LiveDatabaseParts {
  sql: SqlJsStatic;
  folder: StateFolder;
  ownership: Ownership;
  changes: ChangeCollector;
  log: Log;
}

/** Changes nothing: written to find out whether the journal can be. */
const noStatement: RecordedStatement = ['SELECT 1', []];

/** The database in memory and the journal behind it. Its user calls one thing at a time. */
export class LiveDatabase {
  readonly db: Kysely<Schema>;
  /** Journal bytes that had to be read to get here. */
  readonly bytesReplayed: number;
  readonly #parts: LiveDatabaseParts;
  readonly #journal: Journal;
  readonly #connection: SqlJsConnection;
  readonly #tx: Transaction<Schema>;

  private constructor(
    parts: LiveDatabaseParts,
    journal: Journal,
    connection: SqlJsConnection,
    bytesReplayed: number,
  ) {
    this.#parts = parts;
    this.#journal = journal;
    this.#connection = connection;
    this.db = databaseOver(connection);
    this.#tx = transactionOver(connection);
    this.bytesReplayed = bytesReplayed;
  }

  /** As the state folder has it. @throws AssayError when the journal is damaged */
  static async load(parts: LiveDatabaseParts): Promise<LiveDatabase> {
    const { sql, folder, ownership, changes, log } = parts;
    const { database, sequence, bytesReplayed, notes } = await replay(sql, folder, { mayCut: true });
    for (const note of notes) log.warn('INIT', null, note);
    const journal = new Journal(folder.journal, ownership.epoch, sequence);
    changes.watch(database);
    const connection = new SqlJsConnection(database, {
      committing: (statements) => journal.prepare(statements),
    });
    return new LiveDatabase(parts, journal, connection, bytesReplayed);
  }

  /** Of the last durable record. */
  get sequence(): number {
    return this.#journal.sequence;
  }

  /** Bytes in the open segment. */
  get segmentSize(): number {
    return this.#journal.size;
  }

  /**
   * Brings the database to the code's version.
   * @param snapshot makes a snapshot up to a record; called first when there is something to keep
   * @throws InputError when it was written by a newer version
   */
  async migrate(snapshot: (sequence: number) => Promise<void>): Promise<void> {
    const { folder, log } = this.#parts;
    const pending = await pendingMigrations(this.db, folder.root);
    if (pending.length === 0) return;
    if (this.sequence > 0) await snapshot(this.sequence);
    await migrate(this.db);
    await this.flush();
    log.info('INIT', null, `The state in ${folder.root} was brought to ${pending.at(-1)}.`);
  }

  async transaction<T>(run: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    this.#connection.begin();
    try {
      const value = await run(this.#tx);
      this.#connection.commit();
      return value;
    } catch (error) {
      this.#connection.rollback();
      throw error;
    }
  }

  /** Makes all that was committed durable. When it rejects, memory is ahead of the disk: `discard` it. */
  async flush(): Promise<void> {
    if (!this.#journal.hasPending) return;
    const { ownership } = this.#parts;
    ownership.assertOwner();
    await this.#journal.flush();
    // Held up between the two (a stopped process, a slow disk), it may have written what its successor has not read.
    ownership.assertOwner();
  }

  /** Whether the journal can be written. */
  async probe(): Promise<void> {
    this.#journal.prepare([noStatement])();
    try {
      await this.flush();
    } catch (error) {
      await this.#journal.cutBack();
      throw error;
    }
  }

  /** Cuts the journal back to its last good end and lets go of memory. */
  async discard(): Promise<void> {
    this.#parts.ownership.assertOwner();
    await this.#journal.cutBack();
    await this.close();
  }

  /** The next flush begins another segment. */
  async seal(): Promise<void> {
    await this.#journal.seal();
  }

  async close(): Promise<void> {
    try {
      await this.#journal.seal();
    } finally {
      await this.db.destroy();
    }
  }
}
