import {
  DefaultQueryExecutor,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  Transaction,
} from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { Database, SqlValue } from 'sql.js';
import type { Schema } from './schema.ts';
import { StatementCache } from './statement-cache.ts';

/** A statement that changed the database, as the journal keeps it. */
export type RecordedStatement = [sql: string, parameters: readonly SqlValue[]];

/** Hears what transactions do, so that it can be made durable. */
export interface TransactionObserver {
  /**
   * Makes a transaction's record, or throws, and the transaction is rolled back.
   * @returns what to call once it is committed in memory: the record is then part of the next flush
   */
  committing(statements: RecordedStatement[]): () => void;
}

/** Other work of the event loop waits no longer than this for a long transaction. */
const longestStretchMs = 8;

/**
 * The one connection to a sql.js database. Statements of a transaction that change something are recorded and told to
 * the observer on commit. SQLite answers at once, so a transaction of many statements lets the event loop turn now and
 * then: nobody else uses the connection meanwhile.
 */
export class SqlJsConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #observer: TransactionObserver;
  readonly #statements: StatementCache;
  /** null outside of a transaction. */
  #recording: RecordedStatement[] | null = null;
  /** When the event loop first came here in its present turn; null: not yet. */
  #stretchSince: number | null = null;

  constructor(database: Database, observer: TransactionObserver) {
    this.#database = database;
    this.#observer = observer;
    this.#statements = new StatementCache(database);
  }

  begin(): void {
    this.#statements.take('BEGIN').statement.run();
    this.#recording = [];
  }

  commit(): void {
    // First: what cannot be recorded must not be committed.
    const committed = this.#observer.committing(this.#recording ?? []);
    this.#statements.take('COMMIT').statement.run();
    this.#recording = null;
    committed();
  }

  rollback(): void {
    this.#recording = null;
    this.#database.run('ROLLBACK');
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#stretchSince ??= this.#beginStretch();
    if (performance.now() - this.#stretchSince > longestStretchMs) await new Promise(setImmediate);
    return this.#execute<R>(query);
  }

  #beginStretch(): number {
    setImmediate(() => (this.#stretchSince = null));
    return performance.now();
  }

  // eslint-disable-next-line require-yield -- Kysely's interface; nothing here is large enough to stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The store does not stream.');
  }

  #execute<R>(query: CompiledQuery): QueryResult<R> {
    const parameters = query.parameters as readonly SqlValue[];
    const { statement, columns } = this.#statements.take(query.sql);
    const rows: R[] = [];
    try {
      statement.bind(parameters as SqlValue[]);
      while (statement.step()) rows.push(asObject(columns, statement.get()) as R);
    } finally {
      statement.reset();
    }
    if (readsOnly(query)) return { rows };
    const numAffectedRows = BigInt(this.#database.getRowsModified());
    if (this.#recording) this.#recording.push([query.sql, parameters]);
    // Outside of a transaction a statement is one by itself (the migrator's own tables).
    else this.#observer.committing([[query.sql, parameters]])();
    // What was prepared before may have other columns now.
    if (query.query.kind === 'RawNode') this.#statements.clear();
    return { rows, numAffectedRows };
  }

  dispose(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

function asObject(columns: readonly string[], values: readonly SqlValue[]): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {};
  for (let index = 0; index < columns.length; index++) row[columns[index]!] = values[index]!;
  return row;
}

function readsOnly(query: CompiledQuery): boolean {
  if (query.query.kind === 'SelectQueryNode') return true;
  return query.query.kind === 'RawNode' && /^\s*(select|pragma)\b/i.test(query.sql);
}

/** SQLite's DDL is transactional, and a migration must be applied whole or not at all. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over one sql.js connection. The caller runs one transaction at a time. */
export function databaseOver(connection: SqlJsConnection): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqlJsDialect(connection) });
}

/**
 * For all transactions that the caller itself begins and ends on the connection. Kysely's own would ask for a
 * connection each time; there is only this one, and the store's turns say whose it is.
 */
export function transactionOver(connection: SqlJsConnection): Transaction<Schema> {
  const dialect = new SqlJsDialect(connection);
  const executor = new DefaultQueryExecutor(dialect.createQueryCompiler(), dialect.createAdapter(), {
    provideConnection: async (consumer) => consumer(connection),
  });
  return new Transaction<Schema>({ config: { dialect }, dialect, driver: dialect.createDriver(), executor });
}

class SqlJsDialect implements Dialect {
  readonly #connection: SqlJsConnection;

  constructor(connection: SqlJsConnection) {
    this.#connection = connection;
  }

  createDriver(): Driver {
    const connection = this.#connection;
    return {
      init: async () => {},
      acquireConnection: async () => connection,
      releaseConnection: async () => {},
      beginTransaction: async () => connection.begin(),
      commitTransaction: async () => connection.commit(),
      rollbackTransaction: async () => connection.rollback(),
      destroy: async () => connection.dispose(),
    };
  }

  createQueryCompiler = () => new SqliteQueryCompiler();
  createAdapter = () => new TransactionalAdapter();
  createIntrospector = (db: ConstructorParameters<typeof SqliteIntrospector>[0]) =>
    new SqliteIntrospector(db);
}
