import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { listSnapshots } from '../../src/engine/store/snapshots.ts';
import { stateFolder } from '../../src/engine/store/state-folder.ts';
import { seedState } from '../support/seeded-state.ts';
import { assertClaimed, timeEach, timeToFirstClaim } from './contestant.ts';
import type { Contestant } from './contestant.ts';

interface Statement {
  run(...values: (string | number | null)[]): { changes: number };
  get(): unknown;
}
interface Database {
  prepare(sql: string): Statement;
  pragma(text: string): unknown;
  transaction(run: (size: number) => void): (size: number) => void;
  close(): void;
}

/** SQLite itself with the same database and the same two statements, each transaction synced. */
export class SqliteContestant implements Contestant {
  readonly #folder: string;
  #database: Database | null = null;
  #claimMany: ((size: number) => void) | null = null;
  #next = 1;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get #file(): string {
    return path.join(this.#folder, 'bench.sqlite');
  }

  async fill(pending: number): Promise<void> {
    const state = path.join(this.#folder, 'seed');
    await seedState(state, { subtasks: pending, completed: 0, toolRuns: 0, exclusive: true });
    const [snapshot] = await listSnapshots(stateFolder(state).snapshots);
    await copyFile(snapshot!.file, this.#file);
  }

  async open(): Promise<void> {
    const name = 'better-sqlite3';
    const { default: Database } = (await import(name)) as { default: new (file: string) => Database };
    const database = new Database(this.#file);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    const first = database
      .prepare(`SELECT id FROM subtasks WHERE status = 'pending' ORDER BY id LIMIT 1`)
      .get();
    this.#next = (first as { id: number }).id;
    const update = database.prepare(
      `UPDATE subtasks SET status = 'running' WHERE id = ? AND status = 'pending'`,
    );
    const insert = database.prepare(
      `INSERT INTO attempts (subtask_id, number, token, status, configuration_id, started_at)
       VALUES (?, 1, ?, 'running', 1, ?)`,
    );
    this.#database = database;
    this.#claimMany = database.transaction((size) => {
      for (let index = 0; index < size; index++) {
        const id = this.#next++;
        assertClaimed(update.run(id).changes, 1);
        insert.run(id, randomUUID(), Date.now());
      }
    });
  }

  singly(count: number): Promise<number[]> {
    return timeEach(count, () => this.#claimMany!(1));
  }

  inGroups(groups: number, size: number): Promise<number[]> {
    return timeEach(groups, () => this.#claimMany!(size));
  }

  async work(): Promise<void> {
    await this.singly(500);
  }

  start(): Promise<number> {
    return timeToFirstClaim(this);
  }

  async close(): Promise<void> {
    this.#database?.close();
  }
}
