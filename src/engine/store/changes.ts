import type { Database } from 'sql.js';
import type { Schema } from './schema.ts';

/** Row ids that changed, by table. `reset`: anything may have. */
export interface StoreChange {
  rows: ReadonlyMap<keyof Schema, ReadonlySet<number>>;
  reset: boolean;
}

const watched: ReadonlySet<string> = new Set<keyof Schema>([
  'pipelines',
  'jobs',
  'main_tasks',
  'subtasks',
  'tool_runs',
]);

/** Collects what the database itself says it has changed, triggers and cascades included. */
export class ChangeCollector {
  #rows = new Map<keyof Schema, Set<number>>();
  #reset = false;

  watch(database: Database): void {
    database.updateHook((_operation, _database, table, rowId) => {
      if (!watched.has(table)) return;
      let ids = this.#rows.get(table as keyof Schema);
      if (!ids) this.#rows.set(table as keyof Schema, (ids = new Set()));
      ids.add(Number(rowId));
    });
  }

  reset(): void {
    this.#reset = true;
  }

  /** @returns what came together since the last call; null: nothing */
  take(): StoreChange | null {
    if (this.#rows.size === 0 && !this.#reset) return null;
    const change = { rows: this.#rows, reset: this.#reset };
    this.#rows = new Map();
    this.#reset = false;
    return change;
  }
}
