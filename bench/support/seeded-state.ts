import initSqlJs from 'sql.js';
import type { Database, SqlValue } from 'sql.js';
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import { services } from '../../src/engine/domain/tools.ts';
import { replay } from '../../src/engine/store/replay.ts';
import { writeSnapshot } from '../../src/engine/store/snapshots.ts';
import { stateFolder } from '../../src/engine/store/state-folder.ts';
import { programs } from '../../test/support/open-store.ts';
import { makeExemplar } from './exemplar.ts';

export interface SeededState {
  /** Four for each app. */
  subtasks: number;
  /** How many of them have completed, with one attempt each: the first ones. */
  completed: number;
  /** Of each completed subtask. */
  toolRuns: number;
  /** Whether a load test has the machine to itself. */
  exclusive: boolean;
  /** Of the pipeline, over the defaults. */
  settings?: Partial<Configuration>;
}

/**
 * Makes a state folder as the store leaves it: all apps generated and submitted, some of their subtasks completed, in
 * one running pipeline. Its rows are those of one real app, many times.
 */
export async function seedState(stateDir: string, seed: SeededState): Promise<void> {
  await makeExemplar(stateDir, seed.settings ?? {});
  const folder = stateFolder(stateDir);
  const sql = await initSqlJs({ locateFile: () => programs.wasmFile });
  const { database, sequence } = await replay(sql, folder, { mayCut: false });
  database.run('PRAGMA foreign_keys = OFF');
  database.run('BEGIN');
  const copies = copiers(database);
  // The exemplar makes way: its place is taken by copies like all others.
  for (const table of ['tool_runs', 'subtasks', 'main_tasks', 'revisions', 'attempts', 'jobs', 'apps']) {
    database.run(`DELETE FROM ${table}`);
  }
  addApps(copies, seed);
  addSubtasks(copies, seed);
  database.run('COMMIT');
  await writeSnapshot(folder.snapshots, sequence, database.export());
  database.close();
}

type Row = Record<string, SqlValue>;
type Copy = (changes: Row) => void;

function copiers(database: Database) {
  return {
    app: copier(database, 'apps', 1),
    job: copier(database, 'jobs', 1),
    jobAttempt: copier(database, 'attempts', 1),
    revision: copier(database, 'revisions', 1),
    mainTask: copier(database, 'main_tasks', 1),
    completedSubtask: copier(database, 'subtasks', 1),
    pendingSubtask: copier(database, 'subtasks', 2),
    subtaskAttempt: copier(database, 'attempts', 2),
    toolRun: copier(database, 'tool_runs', 1),
  };
}

/** @returns a function that adds a row like the one of that id, but for some columns */
function copier(database: Database, table: string, id: number): Copy {
  const select = database.prepare(`SELECT * FROM ${table} WHERE id = ${id}`);
  select.step();
  const exemplar = select.getAsObject();
  select.free();
  const columns = Object.keys(exemplar);
  const marks = columns.map(() => '?').join(', ');
  // Freed with the database.
  const insert = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`);
  return (changes) => {
    const row: Row = { ...exemplar, ...changes };
    insert.run(columns.map((column) => row[column]!));
  };
}

function addApps(copy: Record<keyof ReturnType<typeof copiers>, Copy>, seed: SeededState): void {
  for (let id = 1; id <= seed.subtasks / services.length; id++) {
    const before = (id - 1) * services.length;
    const completed = Math.min(services.length, Math.max(0, seed.completed - before));
    copy.app({ id, number: id });
    copy.job({ id, ordinal: id - 1, replicate: id, app_id: id });
    copy.jobAttempt({ id, job_id: id, token: token(id) });
    const path = `apps/builtin-baseline/${id}/1`;
    copy.revision({ id, app_id: id, job_id: id, attempt_id: id, path });
    const status = completed === 0 ? 'pending' : completed === services.length ? 'completed' : 'running';
    const finished = status === 'completed' ? Date.UTC(2026, 0, 1) : null;
    copy.mainTask({ id, job_id: id, revision_id: id, status, finished_at: finished });
  }
}

function addSubtasks(copy: Record<keyof ReturnType<typeof copiers>, Copy>, seed: SeededState): void {
  const attemptsBefore = seed.subtasks / services.length;
  for (let id = 1; id <= seed.subtasks; id++) {
    const service = services[(id - 1) % services.length]!;
    const exclusive = seed.exclusive && service === 'performance-tester' ? 1 : 0;
    const row = { id, main_task_id: Math.ceil(id / services.length), service, exclusive };
    if (id > seed.completed) {
      copy.pendingSubtask(row);
      continue;
    }
    const attemptId = attemptsBefore + id;
    copy.completedSubtask({ ...row, result_attempt_id: attemptId });
    copy.subtaskAttempt({ id: attemptId, subtask_id: id, token: token(attemptId) });
    for (let run = 1; run <= seed.toolRuns; run++) {
      const toolRunId = (id - 1) * seed.toolRuns + run;
      const blob = toolRunId.toString(16).padStart(64, '0');
      copy.toolRun({
        id: toolRunId,
        attempt_id: attemptId,
        subtask_id: id,
        tool: `tool-${run}`,
        result_blob: blob,
      });
    }
  }
}

/** As long as a real one. */
function token(attempt: number): string {
  return `00000000-0000-4000-8000-${attempt.toString(16).padStart(12, '0')}`;
}
