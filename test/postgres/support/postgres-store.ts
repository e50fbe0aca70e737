import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from '../../../src/engine/store/schema.ts';
import type { Reader, Tx } from '../../../src/engine/store/store.ts';
import type { ContractStore } from '../../contract/contract-store.ts';
import { repeatOnConflict } from './repeat-on-conflict.ts';

const int8 = 20;

/**
 * Transitions and queries on PostgreSQL, over one connection. A transition is written for a single writer: it reads,
 * decides, and changes. SERIALIZABLE promises that all who do so at the same time leave what they would have left one
 * after the other; whoever cannot keep that promise is told so and does it again. A transition has no effect but on
 * the database, so nothing of the failed try remains.
 */
export class PostgresStore implements ContractStore {
  readonly db: Kysely<Schema>;
  /** Transactions that had to be run again. */
  conflicts = 0;
  /** Of the server's process for this connection. */
  readonly pid: number;

  private constructor(db: Kysely<Schema>, pid: number) {
    this.db = db;
    this.pid = pid;
  }

  static async connect(connectionString: string): Promise<PostgresStore> {
    const types = new pg.TypeOverrides();
    // Times and counts; none of them comes near 2^53.
    types.setTypeParser(int8, Number);
    const pool = new pg.Pool({ connectionString, max: 1, types });
    // A server that goes at the end of the tests takes its idle connections with it.
    pool.on('error', () => undefined);
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    client.release();
    const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    return new PostgresStore(db, rows[0]!.pid);
  }

  write<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#repeat(() => this.db.transaction().setIsolationLevel('serializable').execute(run));
  }

  read<T>(run: (db: Reader) => Promise<T>): Promise<T> {
    const transaction = () =>
      this.db.transaction().setIsolationLevel('serializable').setAccessMode('read only');
    return this.#repeat(() => transaction().execute(run));
  }

  #repeat<T>(run: () => Promise<T>): Promise<T> {
    return repeatOnConflict(run, () => this.conflicts++);
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}
