import type { CostBasis } from './answers.ts';
import type { ErrorClass } from './errors.ts';
import type { Verdict, Measurement } from './analysis.ts';
import type { RepairSummary } from './remarks.ts';
import type { SeverityCounts } from './severity.ts';
import type { Service, ToolName } from './tools.ts';
import type {
  AttemptStatus,
  JobStatus,
  MainTaskStatus,
  PipelineStatus,
  SubtaskStatus,
  ToolRunStatus,
} from './status.ts';
import type { Budget } from './budget.ts';
import type { UsageRecord } from './usage.ts';
import type { Waiting } from './waiting.ts';

/** Plain data that the engine answers queries with. Times are epoch milliseconds, null: not yet. */

export interface ErrorRecord {
  errorClass: ErrorClass;
  message: string;
  hint: string | null;
  detail: string | null;
}

export interface PipelineRecord {
  id: number;
  name: string;
  /** Absolute path of the pipeline file; of an analysis without one, of the first existing app's folder. */
  file: string;
  status: PipelineStatus;
  /** Why it is paused or waits, for people; null otherwise. */
  message: string | null;
  stages: 'streaming' | 'barrier';
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  generation: Record<'total' | JobStatus, number>;
  /** Of main tasks. `completed` includes partial_success, `failed` includes cancelled, as design.md says. */
  analysis: { total: number; completed: number; failed: number; running: number };
  /** What its model calls took so far; null: no model was called. */
  usage: UsageRecord | null;
  /** What they may take in all; null: as much as they like. */
  budget: Budget | null;
  /** Apps that a person may want to look at: failed jobs, failed or partial main tasks. */
  needsAttention: number;
}

/** One cell of the matrix, as a row of the tree: its job, its app once there is one, its main task. */
export interface AppRecord {
  jobId: number;
  pipelineId: number;
  /** `existing/<name>`: an existing app. */
  model: string;
  /** `noTemplate`: an existing app that is held to none. */
  template: string;
  stack: string;
  replicate: number;
  jobStatus: JobStatus;
  jobError: ErrorRecord | null;
  /** When it will be tried again; null: not waiting. */
  notBefore: number | null;
  /** Why its job does not start, but for a free worker; null: it does not wait, or for that only. */
  waiting: Waiting | null;
  /** `model:number`; null before the job was first claimed. */
  app: string | null;
  /** Of the effective (last published) revision. */
  revision: number | null;
  /** Absolute folder of that revision's source; null: nothing published. */
  sourceDir: string | null;
  mainTaskId: number | null;
  mainTaskStatus: MainTaskStatus | null;
  /** Why no main task could be created; null otherwise. */
  submissionError: string | null;
  /** How much of the effective revision is the model's own; null: nothing published. */
  repair: RepairSummary | null;
  /** Of all attempts of its job; null: no model was called. */
  usage: UsageRecord | null;
  figures: AppFigures;
}

/** Of a template's endpoints; those that are neither `works` nor `notMeasured` are wrong or missing. */
export interface VerdictCounts {
  works: number;
  notMeasured: number;
  total: number;
}

/** Figures of the effective results. null: not measured (never shown as zero). */
export interface AppFigures {
  /** null also when there was none that could be tried. */
  endpoints: VerdictCounts | null;
  findings: SeverityCounts | null;
  /** Milliseconds. */
  latencyP95: number | null;
  requestsPerSecond: number | null;
}

export interface SubtaskRecord {
  id: number;
  mainTaskId: number;
  jobId: number;
  pipelineId: number;
  service: Service;
  status: SubtaskStatus;
  error: ErrorRecord | null;
  notBefore: number | null;
  attempts: number;
  /** The manifest: what it will run or has run. */
  tools: ToolName[];
}

export interface ToolRunRecord {
  /** Row id of the effective tool run; null: not run yet. */
  id: number | null;
  subtaskId: number;
  tool: ToolName;
  /** null: not run yet, or running now (see `Activity`). */
  status: ToolRunStatus | null;
  reason: string | null;
  version: string | null;
  durationMs: number | null;
  findings: SeverityCounts | null;
  measurements: Measurement[];
  verdicts: VerdictCounts | null;
}

/** Everything one tool run left, read from its blob. */
export interface ToolRunDetail extends ToolRunRecord {
  app: string;
  service: Service;
  findingList: FindingRecord[];
  verdictList: Verdict[];
  log: string;
}

export interface FindingRecord {
  ruleId: string;
  severity: keyof SeverityCounts;
  message: string;
  /** Relative to the app's source, with `/`; null: not tied to a file. */
  path: string | null;
  line: number | null;
  cwe: string | null;
  /** Also there in the untouched scaffold: not charged to the model. */
  scaffold: boolean;
}

export interface AttemptRecord {
  id: number;
  number: number;
  status: AttemptStatus;
  startedAt: number;
  finishedAt: number | null;
  error: ErrorRecord | null;
  /** null: no model was called. */
  usage: UsageRecord | null;
}

/** One call of a model: what it was asked, as it was sent, and what it answered, as it came. */
export interface AnswerRecord {
  attemptId: number;
  /** Of the job's attempts, from 1. */
  attempt: number;
  /** As in `generate`, `continue-1`, `repair-1`. */
  step: string;
  model: string;
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  text: string;
  finishReason: 'stop' | 'length' | 'refused' | 'error';
  /** null: nothing was counted. */
  usage: { inputTokens: number; outputTokens: number } | null;
  /** null: nobody said. */
  cost: { usd: number; basis: CostBasis } | null;
  /** What has answered, as the provider calls it; null: it did not say. */
  servedModel: string | null;
  createdAt: number;
}

/** What runs at this moment: not stored, gone with the process. */
export interface Activity {
  kind: 'job' | 'subtask';
  /** Job or subtask id. */
  id: number;
  pipelineId: number;
  jobId: number;
  /** `model:number`. */
  app: string;
  /** What of the app: the template for a job, the service for a subtask. */
  part: string;
  step: string;
  startedAt: number;
  /** What a model has written so far in the call that is under way; null: none is, or nothing came yet. */
  outputTokens: number | null;
  /** They are counted by length: no provider counts before the end. */
  tokensEstimated: boolean;
}

/** An answer while a model writes it: not stored, gone with the call's end. */
export interface LiveAnswer {
  attemptId: number;
  /** As in `generate`, `continue-1`, `repair-1`. */
  step: string;
  /** The end of it, at most 200 000 characters. */
  text: string;
  /** Characters of it that came before `text`. */
  omitted: number;
  outputTokens: number;
  estimated: boolean;
}

/** Ids of what may have changed since the last event. `reset`: forget all that you know. */
export interface EngineChange {
  pipelines: ReadonlySet<number>;
  jobs: ReadonlySet<number>;
  mainTasks: ReadonlySet<number>;
  subtasks: ReadonlySet<number>;
  reset: boolean;
}

export interface MatrixRecord {
  pipeline: PipelineRecord;
  /** Existing apps after those that generate. */
  models: string[];
  /** `noTemplate` where an existing app has none. */
  templates: string[];
  replicates: number;
  /** One for each model × template × replicate, in that order; of an existing app there is one only. */
  cells: AppRecord[];
}
