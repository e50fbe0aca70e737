import type { Selectable } from 'kysely';
import type { Database } from 'sql.js';
import type {
  AppTable,
  AttemptRow,
  JobRow,
  MainTaskTable,
  PipelineRow,
  ProviderLimitTable,
  RevisionTable,
  SubtaskRow,
} from '../../../src/engine/store/schema.ts';

/** All rows that say what was done and what is to be done, by id. */
export interface State {
  pipelines: ReadonlyMap<number, PipelineRow>;
  jobs: ReadonlyMap<number, JobRow>;
  apps: ReadonlyMap<number, Selectable<AppTable>>;
  revisions: ReadonlyMap<number, Selectable<RevisionTable>>;
  mainTasks: ReadonlyMap<number, Selectable<MainTaskTable>>;
  subtasks: ReadonlyMap<number, SubtaskRow>;
  attempts: ReadonlyMap<number, AttemptRow>;
  /** By provider. */
  limits: ReadonlyMap<string, ProviderLimitTable>;
}

export const noState: State = {
  pipelines: new Map(),
  jobs: new Map(),
  apps: new Map(),
  revisions: new Map(),
  mainTasks: new Map(),
  subtasks: new Map(),
  attempts: new Map(),
  limits: new Map(),
};

/** At once, past the store and its turns: between two turns memory holds what is durable. */
export function readState(database: Database): State {
  return {
    pipelines: rows(database, 'pipelines'),
    jobs: rows(database, 'jobs'),
    apps: rows(database, 'apps'),
    revisions: rows(database, 'revisions'),
    mainTasks: rows(database, 'main_tasks'),
    subtasks: rows(database, 'subtasks'),
    attempts: rows(database, 'attempts'),
    limits: rows(database, 'provider_limits', 'provider'),
  };
}

function rows<K, R>(database: Database, table: string, key = 'id'): Map<K, R> {
  const [result] = database.exec(`select * from ${table} order by ${key}`);
  const found = new Map<K, R>();
  for (const values of result?.values ?? []) {
    const row = Object.fromEntries(result!.columns.map((column, index) => [column, values[index]]));
    found.set(row[key] as K, row as R);
  }
  return found;
}
