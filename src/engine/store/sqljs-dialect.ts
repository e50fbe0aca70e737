import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { Database, SqlValue, Statement } from 'sql.js';

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

const statementCacheSize = 256;

/**
 * The one connection to a sql.js database. Prepared statements are cached by their text; statements of a
 * transaction that change something are recorded and told to the observer on commit.
 */
export class SqlJsConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #observer: TransactionObserver;
  readonly #statements = new Map<string, Statement>();
  /** null outside of a transaction. */
  #recording: RecordedStatement[] | null = null;

  constructor(database: Database, observer: TransactionObserver) {
    this.#database = database;
    this.#observer = observer;
  }

  begin(): void {
    this.#database.run('BEGIN');
    this.#recording = [];
  }

  commit(): void {
    // First: what cannot be recorded must not be committed.
    const committed = this.#observer.committing(this.#recording ?? []);
    this.#database.run('COMMIT');
    this.#recording = null;
    committed();
  }

  rollback(): void {
    this.#recording = null;
    this.#database.run('ROLLBACK');
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // async by contract; what it throws must be a rejection
    return new Promise((resolve) => resolve(this.#execute<R>(query)));
  }

  // eslint-disable-next-line require-yield -- Kysely's interface; nothing here is large enough to stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The store does not stream.');
  }

  #execute<R>(query: CompiledQuery): QueryResult<R> {
    const parameters = query.parameters as readonly SqlValue[];
    const statement = this.#prepare(query.sql);
    const rows: R[] = [];
    try {
      statement.bind([...parameters]);
      while (statement.step()) rows.push(statement.getAsObject() as R);
    } finally {
      statement.reset();
    }
    if (readsOnly(query)) return { rows };
    const numAffectedRows = BigInt(this.#database.getRowsModified());
    if (this.#recording) this.#recording.push([query.sql, parameters]);
    // Outside of a transaction a statement is one by itself (the migrator's own tables).
    else this.#observer.committing([[query.sql, parameters]])();
    return { rows, numAffectedRows };
  }

  #prepare(text: string): Statement {
    let statement = this.#statements.get(text);
    if (statement) {
      this.#statements.delete(text);
    } else {
      if (this.#statements.size >= statementCacheSize) {
        const [oldest, evicted] = this.#statements.entries().next().value!;
        this.#statements.delete(oldest);
        evicted.free();
      }
      statement = this.#database.prepare(text);
    }
    this.#statements.set(text, statement);
    return statement;
  }

  dispose(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
    this.#database.close();
  }
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
export class SqlJsDialect implements Dialect {
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
