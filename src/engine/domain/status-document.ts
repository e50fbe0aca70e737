import type { Budget } from './budget.ts';
import type { StatusImported } from './import-records.ts';
import type { ErrorRecord } from './records.ts';
import type { RepairSummary } from './remarks.ts';
import type { Fix } from './repair.ts';
import type { SeverityCounts } from './severity.ts';
import type {
  AttemptStatus,
  JobStatus,
  MainTaskStatus,
  PipelineStatus,
  SubtaskStatus,
  ToolRunStatus,
} from './status.ts';
import type { Service, ToolName } from './tools.ts';
import type { UsageRecord } from './usage.ts';
import type { Waiting } from './waiting.ts';

export interface StatusDocument {
  pipelines: StatusPipeline[];
  /** History that other systems have left; empty where one pipeline was asked for. */
  imported: StatusImported[];
}

/** `status --json`, as design.md section 7 has it. Times are ISO 8601. */
export interface StatusPipeline {
  id: number;
  name: string;
  file: string;
  status: PipelineStatus;
  stages: 'streaming' | 'barrier';
  startedAt: string | null;
  finishedAt: string | null;
  /** US dollars, as far as it is known; null: nothing is known to be paid. `usage` says how much of it is estimated. */
  cost: number | null;
  usage: UsageRecord | null;
  budget: Budget | null;
  generation: Record<'total' | JobStatus, number> & {
    jobs: {
      model: string;
      /** null: an existing app that is held to none. */
      template: string | null;
      replicate: number;
      status: JobStatus;
      waiting: (Omit<Waiting, 'until'> & { until: string | null }) | null;
      app: string | null;
      usage: UsageRecord | null;
      attempts: StatusJobAttempt[];
      error: ErrorRecord | null;
    }[];
  };
  analysis: {
    total: number;
    completed: number;
    failed: number;
    mainTaskIds: number[];
    subtaskIds: number[];
    submittedApps: string[];
    retryableApps: string[];
    mainTasks: {
      id: number;
      app: string;
      status: MainTaskStatus;
      subtasks: {
        id: number;
        service: Service;
        status: SubtaskStatus;
        attempts: StatusAttempt[];
        tools: {
          name: ToolName;
          status: ToolRunStatus | null;
          reason: string | null;
          findings: SeverityCounts | null;
        }[];
      }[];
    }[];
  };
}

export interface StatusJobAttempt extends StatusAttempt {
  usage: UsageRecord | null;
  /** How much of the app is the model's own; null: the attempt left none. */
  repair: RepairSummary | null;
  fixes: Fix[];
  /** Endpoints that a control model could not build, each with the reason. */
  unbuilt: string[];
}

export interface StatusAttempt {
  number: number;
  status: AttemptStatus;
  startedAt: string;
  finishedAt: string | null;
  error: ErrorRecord | null;
}
