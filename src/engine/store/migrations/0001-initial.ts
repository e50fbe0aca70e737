import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { sqlDialectOf } from './sql-dialect.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { sumTriggers } from './sum-triggers.ts';

const jobSums = ['pending', 'running', 'completed', 'failed', 'cancelled'].map((status) => ({
  column: `jobs_${status}`,
  status,
}));
const taskSums = [
  { column: 'tasks_completed', status: 'completed' },
  { column: 'tasks_partial', status: 'partial_success' },
  { column: 'tasks_failed', status: 'failed' },
  { column: 'tasks_cancelled', status: 'cancelled' },
];

const subtaskReference = 'REFERENCES subtasks (id) ON DELETE CASCADE';

const tables = (dialect: SqlDialect): string[] => [
  `CREATE TABLE configurations (
    id ${dialect.ownKey},
    hash TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL
  )`,

  `CREATE TABLE pipelines (
    id ${dialect.ownKey},
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    definition TEXT NOT NULL,
    configuration_id INTEGER NOT NULL REFERENCES configurations (id),
    status TEXT NOT NULL,
    message TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    jobs_total INTEGER NOT NULL DEFAULT 0,
    tasks_total INTEGER NOT NULL DEFAULT 0,
    ${[...jobSums, ...taskSums].map(({ column }) => `${column} INTEGER NOT NULL DEFAULT 0`).join(',\n    ')}
  )`,
  `CREATE INDEX pipelines_status ON pipelines (status)`,
  `CREATE INDEX pipelines_file ON pipelines (file, file_hash)`,

  `CREATE TABLE apps (
    id ${dialect.ownKey},
    model TEXT NOT NULL,
    number INTEGER NOT NULL,
    UNIQUE (model, number)
  )`,

  `CREATE TABLE jobs (
    id ${dialect.ownKey},
    pipeline_id INTEGER NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    model TEXT NOT NULL,
    template TEXT NOT NULL,
    stack TEXT NOT NULL,
    replicate INTEGER NOT NULL,
    seed BIGINT NOT NULL,
    status TEXT NOT NULL,
    app_id INTEGER REFERENCES apps (id),
    submission TEXT,
    submission_failures INTEGER NOT NULL DEFAULT 0,
    submission_not_before BIGINT NOT NULL DEFAULT 0,
    submission_error TEXT,
    not_before BIGINT NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    interruptions INTEGER NOT NULL DEFAULT 0,
    error_class TEXT,
    error_message TEXT,
    error_hint TEXT,
    error_detail TEXT,
    UNIQUE (pipeline_id, ordinal),
    UNIQUE (pipeline_id, model, template, stack, replicate)
  )`,
  `CREATE INDEX jobs_status ON jobs (pipeline_id, status, ordinal)`,
  `CREATE INDEX jobs_running ON jobs (status) WHERE status = 'running'`,
  `CREATE INDEX jobs_due ON jobs (pipeline_id, status, not_before) WHERE not_before > 0`,
  `CREATE INDEX jobs_submission ON jobs (pipeline_id, submission, ordinal)`,
  `CREATE INDEX jobs_submission_due ON jobs (pipeline_id, submission, submission_not_before)
    WHERE submission_not_before > 0`,

  `CREATE TABLE attempts (
    id ${dialect.ownKey},
    job_id INTEGER REFERENCES jobs (id) ON DELETE CASCADE,
    subtask_id INTEGER ${dialect.later(subtaskReference)},
    number INTEGER NOT NULL,
    token TEXT NOT NULL,
    status TEXT NOT NULL,
    configuration_id INTEGER NOT NULL REFERENCES configurations (id),
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    error_class TEXT,
    error_message TEXT,
    error_hint TEXT,
    error_detail TEXT,
    CHECK ((job_id IS NULL) <> (subtask_id IS NULL)),
    UNIQUE (job_id, number),
    UNIQUE (subtask_id, number)
  )`,
  `CREATE INDEX attempts_running ON attempts (status) WHERE status = 'running'`,

  `CREATE TABLE revisions (
    id ${dialect.ownKey},
    app_id INTEGER NOT NULL REFERENCES apps (id),
    revision INTEGER NOT NULL,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    attempt_id INTEGER NOT NULL UNIQUE REFERENCES attempts (id) ON DELETE CASCADE,
    path TEXT NOT NULL UNIQUE,
    manifest_blob TEXT NOT NULL,
    ground_truth_blob TEXT,
    published INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    UNIQUE (app_id, revision)
  )`,
  `CREATE INDEX revisions_job ON revisions (job_id, revision)`,
  `CREATE INDEX revisions_unpublished ON revisions (published) WHERE published = 0`,

  `CREATE TABLE main_tasks (
    id ${dialect.ownKey},
    pipeline_id INTEGER NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    revision_id INTEGER NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (revision_id, pipeline_id)
  )`,
  `CREATE INDEX main_tasks_status ON main_tasks (pipeline_id, status)`,
  `CREATE INDEX main_tasks_job ON main_tasks (job_id)`,

  `CREATE TABLE subtasks (
    id ${dialect.ownKey},
    main_task_id INTEGER NOT NULL REFERENCES main_tasks (id) ON DELETE CASCADE,
    pipeline_id INTEGER NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    service TEXT NOT NULL,
    tools TEXT NOT NULL,
    exclusive INTEGER NOT NULL,
    status TEXT NOT NULL,
    result_attempt_id INTEGER REFERENCES attempts (id),
    not_before BIGINT NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    interruptions INTEGER NOT NULL DEFAULT 0,
    error_class TEXT,
    error_message TEXT,
    error_hint TEXT,
    error_detail TEXT,
    UNIQUE (main_task_id, service)
  )`,
  `CREATE INDEX subtasks_status ON subtasks (pipeline_id, status, exclusive, not_before, id)`,
  `CREATE INDEX subtasks_due ON subtasks (pipeline_id, status, not_before) WHERE not_before > 0`,
  `CREATE INDEX subtasks_running ON subtasks (status) WHERE status = 'running'`,

  `CREATE TABLE answers (
    id ${dialect.ownKey},
    pipeline_id INTEGER NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    request_blob TEXT NOT NULL,
    answer_blob TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (attempt_id, step)
  )`,
  `CREATE INDEX answers_job ON answers (job_id, step)`,

  `CREATE TABLE tool_runs (
    id ${dialect.ownKey},
    attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    subtask_id INTEGER NOT NULL REFERENCES subtasks (id) ON DELETE CASCADE,
    tool TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    version TEXT,
    duration_ms DOUBLE PRECISION NOT NULL,
    critical INTEGER,
    high INTEGER,
    medium INTEGER,
    low INTEGER,
    info INTEGER,
    result_blob TEXT NOT NULL,
    UNIQUE (attempt_id, tool)
  )`,
  `CREATE INDEX tool_runs_subtask ON tool_runs (subtask_id)`,

  `CREATE TABLE measurements (
    id ${dialect.ownKey},
    tool_run_id INTEGER NOT NULL REFERENCES tool_runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    UNIQUE (tool_run_id, name)
  )`,

  `CREATE TABLE verdicts (
    id ${dialect.ownKey},
    tool_run_id INTEGER NOT NULL REFERENCES tool_runs (id) ON DELETE CASCADE,
    requirement TEXT NOT NULL,
    result TEXT NOT NULL,
    UNIQUE (tool_run_id, requirement)
  )`,
];

export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const dialect = sqlDialectOf(db);
    const statements = [
      ...tables(dialect),
      ...dialect.addReference('attempts', 'subtask_id', subtaskReference),
      ...sumTriggers(dialect, 'jobs', 'jobs_total', jobSums),
      ...sumTriggers(dialect, 'main_tasks', 'tasks_total', taskSums),
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
