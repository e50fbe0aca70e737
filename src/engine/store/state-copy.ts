import type { Kysely } from 'kysely';
import initSqlJs from 'sql.js';
import type { AssayError } from '../domain/errors.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { replay } from './replay.ts';
import type { Schema } from './schema.ts';
import { SqlJsConnection, databaseOver } from './sqljs-dialect.ts';
import { stateFolder } from './state-folder.ts';
import type { StateFolder } from './state-folder.ts';
import type { Reader } from './store.ts';
import { interruptAll } from './transitions/recovery.ts';

/**
 * What a state folder holds at one moment, for looking while nobody answers for it. Nothing in the folder is changed, and
 * nobody is kept from owning it.
 */
export class StateCopy {
  readonly folder: StateFolder;
  /** Why nobody works on it. */
  readonly trouble: AssayError;
  readonly #db: Kysely<Schema>;

  private constructor(folder: StateFolder, trouble: AssayError, db: Kysely<Schema>) {
    this.folder = folder;
    this.trouble = trouble;
    this.#db = db;
  }

  /**
   * @param options.trouble why nobody works on it
   * @param options.orphaned nobody lives who could be running something: what runs is shown as the next owner will find it
   * @throws InputError when it was written by a newer version
   * @throws AssayError when the journal is damaged
   */
  static async read(options: {
    stateDir: string;
    wasmFile: string;
    trouble: AssayError;
    orphaned: boolean;
    now: number;
  }): Promise<StateCopy> {
    const folder = stateFolder(options.stateDir);
    const sql = await initSqlJs({ locateFile: () => options.wasmFile });
    const { database } = await replay(sql, folder, { mayCut: false });
    // What is changed in the copy is nobody else's: no record is kept of it.
    const db = databaseOver(new SqlJsConnection(database, { committing: () => () => {} }));
    try {
      if ((await pendingMigrations(db, folder.root)).length > 0) await migrate(db);
      if (options.orphaned) await db.transaction().execute((tx) => interruptAll(tx, options.now));
    } catch (error) {
      await db.destroy();
      throw error;
    }
    return new StateCopy(folder, options.trouble, db);
  }

  read<T>(run: (db: Reader) => Promise<T>): Promise<T> {
    return run(this.#db);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}
