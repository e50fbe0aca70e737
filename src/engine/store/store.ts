import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely } from 'kysely';
import type { Transaction } from 'kysely';
import initSqlJs from 'sql.js';
import type { Database, SqlJsStatic } from 'sql.js';
import { AssayError } from '../domain/errors.ts';
import { Emitter } from '../domain/event.ts';
import type { Log } from '../domain/log.ts';
import { ChangeCollector } from './changes.ts';
import type { StoreChange } from './changes.ts';
import { Journal } from './journal.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { Ownership } from './ownership.ts';
import { replay } from './replay.ts';
import type { Schema } from './schema.ts';
import { SnapshotBuilder } from './snapshot-builder.ts';
import type { SnapshotPrograms } from './snapshot-builder.ts';
import { SqlJsConnection, SqlJsDialect } from './sqljs-dialect.ts';
import { prepareStateFolder } from './state-folder.ts';
import type { StateFolder } from './state-folder.ts';

/** For write callbacks: awaits nothing but the database. */
export type Tx = Transaction<Schema>;
/** For read callbacks. Sees only what is durable. */
export type Reader = Pick<Kysely<Schema>, 'selectFrom' | 'selectNoFrom' | 'with'>;

export interface StoreOptions {
  /** Absolute. */
  stateDir: string;
  programs: SnapshotPrograms;
  log: Log;
  /** Bytes after which a segment is sealed and a snapshot built. */
  segmentBytes?: number;
}

interface Waiting<T = unknown> {
  run: (db: never) => Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** Read again at a start within a few hundred milliseconds. */
const defaultSegmentBytes = 1024 * 1024;
/** So that one turn stays short and the event loop is reached between turns. */
const writesPerTurn = 64;

/**
 * The durable database with its single writer. It works in turns: queued writes one after the other, each its own
 * transaction; one flush for all of them; queued reads; then promises resolve and changes are told. So nobody ever
 * sees a state that a crash could take back.
 */
export class Store {
  readonly folder: StateFolder;
  readonly #log: Log;
  readonly #segmentBytes: number;
  readonly #sql: SqlJsStatic;
  readonly #ownership: Ownership;
  readonly #changes = new ChangeCollector();
  readonly #emitter: Emitter<StoreChange>;
  readonly #inside = new AsyncLocalStorage<true>();
  readonly #snapshots: SnapshotBuilder;
  #journal!: Journal;
  #db!: Kysely<Schema>;
  #writes: Waiting[] = [];
  #reads: Waiting[] = [];
  #turning: Promise<void> | null = null;
  #closed: AssayError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: StoreOptions, sql: SqlJsStatic, folder: StateFolder, ownership: Ownership) {
    this.#log = options.log;
    this.#segmentBytes = options.segmentBytes ?? defaultSegmentBytes;
    this.#sql = sql;
    this.folder = folder;
    this.#ownership = ownership;
    this.#snapshots = new SnapshotBuilder(folder, options.programs, options.log);
    this.#emitter = new Emitter((error) => this.#log.error('PIPE', null, AssayError.from(error).message));
  }

  /**
   * @throws StateInUseError while another process owns the folder
   * @throws InputError when the folder cannot be used or is from a newer version
   * @throws AssayError when the journal is damaged
   */
  static async open(options: StoreOptions): Promise<Store> {
    const folder = await prepareStateFolder(options.stateDir);
    const ownership = await Ownership.claim(folder);
    try {
      const sql = await initSqlJs({ locateFile: () => options.programs.wasmFile });
      const store = new Store(options, sql, folder, ownership);
      const bytesReplayed = await store.#load();
      await store.#migrate();
      if (bytesReplayed > store.#segmentBytes) store.#snapshots.buildSoon(store.#journal.sequence);
      return store;
    } catch (error) {
      await ownership.release();
      throw error;
    }
  }

  /** After the change is durable. */
  get onDidChange(): Emitter<StoreChange>['event'] {
    return this.#emitter.event;
  }

  /** Of this owner of the folder. */
  get epoch(): number {
    return this.#ownership.epoch;
  }

  /** One transaction. Durable when it resolves; when it rejects nothing of it happened. */
  write<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#queue(this.#writes, run);
  }

  /** Sees what is durable, all of it in one state. */
  read<T>(run: (db: Reader) => Promise<T>): Promise<T> {
    return this.#queue(this.#reads, run);
  }

  #queue<T>(queue: Waiting[], run: (db: never) => Promise<T>): Promise<T> {
    if (this.#inside.getStore()) {
      // It would wait for the very turn that waits for it.
      return Promise.reject(new AssayError('bug', 'A store callback must not call the store.'));
    }
    if (this.#closed) return Promise.reject(this.#closed);
    return new Promise<T>((resolve, reject) => {
      queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
      this.#turning ??= this.#turn();
    });
  }

  async #turn(): Promise<void> {
    // Whoever asks in the same tick shares the turn.
    await Promise.resolve();
    while (this.#writes.length > 0 || this.#reads.length > 0) {
      const settle: (() => void)[] = [];
      const writes = this.#writes.splice(0, writesPerTurn);
      for (const write of writes) settle.push(await this.#apply(write));
      try {
        if (this.#journal.hasPending) {
          this.#ownership.assertOwner();
          await this.#journal.flush();
        }
      } catch (error) {
        await this.#recover(writes, error);
        continue;
      }
      for (const read of this.#reads.splice(0)) settle.push(await this.#settled(read, this.#db));
      const change = this.#changes.take();
      for (const done of settle) done();
      if (change) this.#emitter.fire(change);
      if (this.#journal.size > this.#segmentBytes) await this.#seal();
    }
    // In the same step as the look at the queues: what is queued next starts the next turn.
    this.#turning = null;
  }

  #apply(write: Waiting): Promise<() => void> {
    const run = (db: Kysely<Schema>) => db.transaction().execute((tx) => write.run(tx as never));
    return this.#settled({ ...write, run }, this.#db);
  }

  /** Runs a callback and says how to settle its promise, once the turn has come to that. */
  async #settled(waiting: Waiting, db: Kysely<Schema>): Promise<() => void> {
    try {
      const value = await this.#inside.run(true, () => waiting.run(db as never));
      return () => waiting.resolve(value);
    } catch (error) {
      return () => waiting.reject(error);
    }
  }

  /** A flush failed: memory is ahead of the disk, so it is thrown away and read again. */
  async #recover(writes: Waiting[], error: unknown): Promise<void> {
    const cause = AssayError.is(error)
      ? error
      : new AssayError('transient', `The state in ${this.folder.root} could not be written.`, {
          cause: error,
          hint: `${(error as Error).message}. Nothing that was reported as done is lost.`,
        });
    const waiting = [...writes, ...this.#writes.splice(0)];
    try {
      this.#ownership.assertOwner();
      await this.#journal.cutBack();
      await this.#journal.seal();
      await this.#db.destroy();
      await this.#load();
      this.#changes.reset();
    } catch (fatal) {
      this.#closed = AssayError.from(fatal);
      waiting.push(...this.#reads.splice(0));
    }
    this.#log.error('PIPE', null, `${cause.message} ${cause.hint ?? ''}`);
    for (const { reject } of waiting) reject(cause);
    const change = this.#changes.take();
    if (change) this.#emitter.fire(change);
  }

  async #load(): Promise<number> {
    const replayed = await replay(this.#sql, this.folder, { mayCut: true });
    for (const note of replayed.notes) this.#log.warn('INIT', null, note);
    this.#journal = new Journal(this.folder.journal, this.epoch, replayed.sequence);
    this.#open(replayed.database);
    return replayed.bytesReplayed;
  }

  #open(database: Database): void {
    this.#changes.watch(database);
    const connection = new SqlJsConnection(database, {
      committed: (statements) => this.#journal.append(statements),
    });
    this.#db = new Kysely<Schema>({ dialect: new SqlJsDialect(connection) });
  }

  async #migrate(): Promise<void> {
    const pending = await pendingMigrations(this.#db, this.folder.root);
    if (pending.length === 0) return;
    if (this.#journal.sequence > 0) await this.#snapshots.build(this.#journal.sequence);
    await migrate(this.#db);
    this.#ownership.assertOwner();
    await this.#journal.flush();
    this.#changes.take();
    this.#log.info('INIT', null, `The state in ${this.folder.root} was brought to ${pending.at(-1)}.`);
  }

  async #seal(): Promise<void> {
    await this.#journal.seal();
    this.#snapshots.buildSoon(this.#journal.sequence);
  }

  /** What was asked before is finished; what comes later is refused. Safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= new AssayError('cancelled', 'The state folder is closed.');
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#turning;
    await this.#snapshots.settled();
    await this.#journal.seal();
    await this.#db.destroy();
    this.#emitter.dispose();
    await this.#ownership.release();
  }
}
