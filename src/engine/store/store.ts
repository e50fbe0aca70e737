import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import type { Kysely, Transaction } from 'kysely';
import initSqlJs from 'sql.js';
import { AssayError } from '../domain/errors.ts';
import { Emitter } from '../domain/event.ts';
import type { Log } from '../domain/log.ts';
import { ChangeCollector } from './changes.ts';
import type { StoreChange } from './changes.ts';
import { removeLeftovers } from './leftovers.ts';
import { LiveDatabase } from './live-database.ts';
import type { LiveDatabaseParts } from './live-database.ts';
import { Ownership } from './ownership.ts';
import type { Schema } from './schema.ts';
import { SnapshotBuilder } from './snapshot-builder.ts';
import type { SnapshotPrograms } from './snapshot-builder.ts';
import { prepareStateFolder } from './state-folder.ts';
import type { StateFolder } from './state-folder.ts';
import { folderGone, fileFailure, notWritable } from './store-errors.ts';

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

/**
 * A start reads two segments at most, in 0.2 s: the open one and the one whose snapshot was being built. Larger ones
 * would need fewer snapshots, but each megabyte to read again takes 0.1 s.
 */
const defaultSegmentBytes = 1024 * 1024;
/** So that one turn stays short and the event loop is reached between turns. */
const turnBudgetMs = 4;

/**
 * The durable database with its single writer. It works in turns: queued writes one after the other, each its own
 * transaction; one flush for all of them; queued reads; then promises resolve and changes are told. So nobody ever
 * sees a state that a crash could take back.
 */
export class Store {
  readonly folder: StateFolder;
  readonly #parts: LiveDatabaseParts;
  readonly #segmentBytes: number;
  readonly #emitter: Emitter<StoreChange>;
  readonly #inside = new AsyncLocalStorage<true>();
  readonly #snapshots: SnapshotBuilder;
  #live: LiveDatabase;
  #writes: Waiting[] = [];
  #reads: Waiting[] = [];
  #turning: Promise<void> | null = null;
  #trouble: AssayError | null = null;
  #closed: AssayError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: StoreOptions, parts: LiveDatabaseParts, live: LiveDatabase) {
    this.folder = parts.folder;
    this.#parts = parts;
    this.#live = live;
    this.#segmentBytes = options.segmentBytes ?? defaultSegmentBytes;
    this.#snapshots = new SnapshotBuilder(parts.folder, options.programs, options.log);
    this.#emitter = new Emitter((error) => parts.log.error('PIPE', null, AssayError.from(error).message));
  }

  /**
   * @throws StateInUseError while another process owns the folder
   * @throws InputError when the folder cannot be used or is from a newer version
   * @throws AssayError when the journal is damaged
   */
  static async open(options: StoreOptions): Promise<Store> {
    const folder = await prepareStateFolder(options.stateDir);
    const { log, programs } = options;
    try {
      const sql = await initSqlJs({ locateFile: () => programs.wasmFile });
      const ownership = await Ownership.claim(folder);
      try {
        await removeLeftovers(folder, Date.now(), log);
        const parts = { sql, folder, ownership, changes: new ChangeCollector(), log };
        const store = new Store(options, parts, await LiveDatabase.load(parts));
        await store.#live.migrate((sequence) => store.#snapshots.build(sequence));
        parts.changes.take();
        if (store.#live.bytesReplayed > store.#segmentBytes) store.#snapshots.buildSoon(store.#live.sequence);
        return store;
      } catch (error) {
        await ownership.release();
        throw error;
      }
    } catch (error) {
      throw fileFailure(folder.root, error);
    }
  }

  /** After the change is durable. */
  get onDidChange(): Emitter<StoreChange>['event'] {
    return this.#emitter.event;
  }

  /**
   * To be asserted before files beside the database are changed, too: a process that was stopped for a while must not touch
   * what the next owner has stored meanwhile.
   */
  get ownership(): Pick<Ownership, 'epoch' | 'assertOwner'> {
    return this.#parts.ownership;
  }

  /** Hands over the clients that connect to the owner of the folder, with the token that they must show. */
  serve(client: (socket: Socket, token: string) => void): void {
    const { ownership } = this.#parts;
    ownership.serve((socket) => client(socket, ownership.token));
  }

  /** Why nothing can be written at the moment; null when all is well. Its coming and going is told as a `reset`. */
  get trouble(): AssayError | null {
    return this.#trouble;
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
      const writes: Waiting[] = [];
      if (this.#writes.length > 0) {
        try {
          if (this.#trouble) await this.#probe();
          const enough = performance.now() + turnBudgetMs;
          do {
            const write = this.#writes.shift()!;
            writes.push(write);
            const run = () => this.#live.transaction((tx) => write.run(tx as never));
            settle.push(await this.#settled(write, run));
          } while (this.#writes.length > 0 && performance.now() < enough);
          await this.#live.flush();
        } catch (error) {
          await this.#fail(writes, error);
          continue;
        }
      }
      for (const read of this.#reads.splice(0)) {
        settle.push(await this.#settled(read, () => read.run(this.#live.db as never)));
      }
      const change = this.#parts.changes.take();
      for (const done of settle) done();
      if (change) this.#emitter.fire(change);
      if (this.#live.segmentSize > this.#segmentBytes) await this.#seal();
    }
    // In the same step as the look at the queues: what is queued next starts the next turn.
    this.#turning = null;
  }

  /** Runs a callback and says how to settle its promise, once the turn has come to that. */
  async #settled(waiting: Waiting, run: () => Promise<unknown>): Promise<() => void> {
    try {
      const value = await this.#inside.run(true, run);
      return () => waiting.resolve(value);
    } catch (error) {
      return () => waiting.reject(error);
    }
  }

  async #probe(): Promise<void> {
    await this.#live.probe();
    this.#trouble = null;
    this.#parts.changes.reset();
    this.#parts.log.info('PIPE', null, `The state in ${this.folder.root} can be written again.`);
  }

  /** What was asked could not be made durable, so it did not happen; what was durable stays. */
  async #fail(writes: Waiting[], error: unknown): Promise<void> {
    const cause = AssayError.is(error) ? error : notWritable(this.folder.root, error);
    const waiting = [...writes, ...this.#writes.splice(0)];
    // A probe that failed has left nothing in memory.
    if (!this.#trouble) {
      this.#trouble = cause;
      this.#parts.log.error('PIPE', null, `${cause.message} ${cause.hint ?? ''}`);
      try {
        await this.#snapshots.settled();
        await this.#live.discard();
        this.#live = await LiveDatabase.load(this.#parts);
      } catch (fatal) {
        this.#closed = AssayError.is(fatal) ? fatal : folderGone(this.folder.root, fatal);
        waiting.push(...this.#reads.splice(0));
      }
      this.#parts.changes.reset();
    }
    for (const { reject } of waiting) reject(this.#closed ?? cause);
    const change = this.#parts.changes.take();
    if (change) this.#emitter.fire(change);
  }

  async #seal(): Promise<void> {
    try {
      await this.#live.seal();
      this.#snapshots.buildSoon(this.#live.sequence);
    } catch (error) {
      this.#parts.log.warn(
        'PIPE',
        null,
        `A journal segment was not closed: ${AssayError.from(error).message}`,
      );
    }
  }

  /** What was asked before is finished; what comes later is refused. Safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= new AssayError('cancelled', 'The state folder is closed.');
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#turning;
      await this.#snapshots.settled();
      await this.#live.close();
    } finally {
      this.#emitter.dispose();
      await this.#parts.ownership.release();
    }
  }
}
