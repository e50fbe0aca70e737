import type { Generated, Selectable } from 'kysely';
import type { ErrorClass } from '../domain/errors.ts';
import type {
  AttemptStatus,
  JobStatus,
  MainTaskStatus,
  PipelineStatus,
  SubtaskStatus,
  ToolRunStatus,
} from '../domain/status.ts';
import type { Service, ToolName } from '../domain/tools.ts';
import type { VerdictResult } from '../domain/analysis.ts';
import type { AnswerTables } from './answer-tables.ts';
import type { DeletionTables } from './deletion-tables.ts';

/** The database: hashes, sums and integer keys. Times are epoch milliseconds, flags 0 or 1. */
export interface Schema extends AnswerTables, DeletionTables {
  configurations: ConfigurationTable;
  pipelines: PipelineTable;
  jobs: JobTable;
  apps: AppTable;
  revisions: RevisionTable;
  main_tasks: MainTaskTable;
  subtasks: SubtaskTable;
  attempts: AttemptTable;
  tool_runs: ToolRunTable;
  measurements: MeasurementTable;
  verdicts: VerdictTable;
  provider_limits: ProviderLimitTable;
  imported_pipelines: ImportedPipelineTable;
}

export interface ConfigurationTable {
  id: Generated<number>;
  /** SHA-256 of the JSON, hex: each different one is stored once. */
  hash: string;
  /** Configuration as JSON. */
  json: string;
}

export interface PipelineTable {
  id: Generated<number>;
  name: string;
  /** Real path of the pipeline file. */
  file: string;
  /** SHA-256 of its content, hex. */
  file_hash: string;
  /** PipelineDefinition as JSON. */
  definition: string;
  /** The settings at its creation, the file's over them. */
  configuration_id: number;
  status: PipelineStatus;
  message: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  // Sums over its rows, kept by triggers in the same transaction; see migrations.
  jobs_total: Generated<number>;
  jobs_pending: Generated<number>;
  jobs_running: Generated<number>;
  jobs_completed: Generated<number>;
  jobs_failed: Generated<number>;
  jobs_cancelled: Generated<number>;
  tasks_total: Generated<number>;
  tasks_completed: Generated<number>;
  tasks_partial: Generated<number>;
  tasks_failed: Generated<number>;
  tasks_cancelled: Generated<number>;
  calls: Generated<number>;
  calls_uncounted: Generated<number>;
  calls_reported: Generated<number>;
  calls_estimated: Generated<number>;
  input_tokens: Generated<number>;
  output_tokens: Generated<number>;
  cost_nano_usd: Generated<number>;
  /** What its model calls may take in all; null: as much as they like. */
  max_cost_nano_usd: number | null;
  max_tokens: number | null;
}

interface ErrorColumns {
  error_class: ErrorClass | null;
  error_message: string | null;
  error_hint: string | null;
  error_detail: string | null;
}

/** What jobs and subtasks share: they are tried until they end. */
interface TriedColumns extends ErrorColumns {
  /** Not to be tried before. 0: at once. */
  not_before: Generated<number>;
  /** Failed attempts that count for the retry policy, since the last retry by hand. */
  failures: Generated<number>;
  /** Interruptions in a row. */
  interruptions: Generated<number>;
}

export interface JobTable extends TriedColumns {
  id: Generated<number>;
  pipeline_id: number;
  /** Place in the pipeline's order, from 0. */
  ordinal: number;
  model: string;
  /** Whose model it asks: the part of its name before the first `/`. */
  provider: string;
  template: string;
  stack: string;
  replicate: number;
  seed: number;
  status: JobStatus;
  app_id: number | null;
  /**
   * What comes after generation. null: not generated; `unpublished`: the files wait for their final place; `due`: a main
   * task is to be created; `submitted`; `given_up`: one of the two failed too often.
   */
  submission: 'unpublished' | 'due' | 'submitted' | 'given_up' | null;
  /** Failures to publish or to submit, in a row. */
  submission_failures: Generated<number>;
  submission_not_before: Generated<number>;
  submission_error: string | null;
}

export interface AppTable {
  id: Generated<number>;
  model: string;
  number: number;
}

export interface RevisionTable {
  id: Generated<number>;
  app_id: number;
  revision: number;
  job_id: number;
  attempt_id: number;
  /** Relative to the state folder, with `/`. */
  path: string;
  /** FileManifest as JSON in a blob. */
  manifest_blob: string;
  ground_truth_blob: string | null;
  /** 1 once the files have their final place; until then the rename is to be repeated. */
  published: Generated<number>;
  created_at: number;
}

export interface MainTaskTable {
  id: Generated<number>;
  pipeline_id: number;
  job_id: number;
  revision_id: number;
  status: MainTaskStatus;
  created_at: number;
  finished_at: number | null;
}

export interface SubtaskTable extends TriedColumns {
  id: Generated<number>;
  main_task_id: number;
  pipeline_id: number;
  service: Service;
  /** The manifest: tool names as a JSON array. */
  tools: string;
  /** 1: has the whole machine to itself. */
  exclusive: number;
  status: SubtaskStatus;
  /** The attempt whose results count: the last that succeeded, or else the last that reported tool runs. */
  result_attempt_id: number | null;
}

export interface AttemptTable extends ErrorColumns {
  id: Generated<number>;
  /** One of the two is set. */
  job_id: number | null;
  subtask_id: number | null;
  number: number;
  /** Fencing: a result is taken only with the token of the running attempt. */
  token: string;
  status: AttemptStatus;
  /** What it ran under. */
  configuration_id: number;
  started_at: number;
  finished_at: number | null;
}

export interface ToolRunTable {
  id: Generated<number>;
  attempt_id: number;
  subtask_id: number;
  tool: ToolName;
  status: ToolRunStatus;
  reason: string | null;
  version: string | null;
  duration_ms: number;
  /** null in all five: the tool makes no findings or did not get that far. */
  critical: number | null;
  high: number | null;
  medium: number | null;
  low: number | null;
  info: number | null;
  /** ToolResult as JSON in a blob. */
  result_blob: string;
}

export interface MeasurementTable {
  id: Generated<number>;
  tool_run_id: number;
  name: string;
  value: number;
  unit: string;
}

export interface VerdictTable {
  id: Generated<number>;
  tool_run_id: number;
  requirement: string;
  result: VerdictResult;
}

/** History that other systems have left. */
export interface ImportedPipelineTable {
  /** SHA-256 of what the record says, hex: the same record is there once. */
  content_hash: string;
  name: string;
  /** Where it was imported from. */
  file: string;
  /** The record's text in a blob. */
  record_blob: string;
  imported_at: number;
  // What the record's lists make, for display.
  generation_total: number;
  generation_completed: number;
  generation_failed: number;
  analysis_total: number;
  analysis_completed: number;
  analysis_failed: number;
}

/** Providers that have limited us, and have not let go of us since; see `ProviderLimit`. */
export interface ProviderLimitTable {
  provider: string;
  width: number;
  successes: number;
  not_before: number;
  limited_at: number;
  limits: number;
}

export type PipelineRow = Selectable<PipelineTable>;
export type JobRow = Selectable<JobTable>;
export type SubtaskRow = Selectable<SubtaskTable>;
export type AttemptRow = Selectable<AttemptTable>;
export type ToolRunRow = Selectable<ToolRunTable>;
export type ImportedPipelineRow = Selectable<ImportedPipelineTable>;
