import type { Budget } from './domain/budget.ts';
import type { CleanUpItem, CleanUpOutcome } from './domain/clean-up.ts';
import type { Disposable } from './domain/disposable.ts';
import type { Event } from './domain/event.ts';
import type { RunEstimate } from './domain/estimate.ts';
import type { InputProblem } from './domain/errors.ts';
import type { ImportOutcome, ImportedPipelineRecord } from './domain/import-records.ts';
import type { ModelList } from './domain/models.ts';
import type { RemarkRecord } from './domain/remarks.ts';
import type { RetryTarget } from './domain/retry-target.ts';
import type { AppLogPart, AppStartMode, RunningApp } from './domain/running-app.ts';
import type {
  Activity,
  AnswerRecord,
  AppRecord,
  AttemptRecord,
  EngineChange,
  LiveAnswer,
  MatrixRecord,
  PipelineRecord,
  SubtaskRecord,
  ToolRunDetail,
  ToolRunRecord,
} from './domain/records.ts';
import type { StatusDocument } from './domain/status-document.ts';

/** An existing app, without a pipeline file. */
export interface AppRequest {
  /** Absolute path of its folder. */
  path: string;
  /** Left out: it is recognised. */
  stack?: string | undefined;
  /** Left out: it is held to none. */
  template?: string | undefined;
}

export type RunRequest = (
  | {
      /** Absolute path of the pipeline file. */
      file: string;
    }
  | {
      /** Only analysed, without a pipeline file; at least one. */
      apps: AppRequest[];
    }
) & {
  /**
   * `continue`: an unfinished pipeline of the same file and content goes on, a finished one is left as
   * it is. `new`: always another pipeline.
   */
  mode: 'continue' | 'new';
};

export interface RunOutcome {
  pipelineId: number;
  /** `created`, `resumed` (it was unfinished), or `finished` (it was done: nothing was started). */
  outcome: 'created' | 'resumed' | 'finished';
  /** The file was edited since: an unfinished pipeline of its older content exists, and was left alone. */
  olderUnfinished: number | null;
  /** What is not asked for, and why, a sentence each; empty for pipeline files, which say themselves what they ask for. */
  notes: string[];
}

/** Page of a list: `offset` rows are skipped, at most `limit` come. */
export interface Page {
  offset: number;
  limit: number;
}

/**
 * The engine as commands, views and the command line see it: plain data in and out. Every method may be
 * called at any time and says the same when said twice. What it answers is durable.
 */
export interface Engine extends Disposable {
  /** @throws InputError when the file is not a pipeline file, or a folder cannot be taken as an app */
  run(request: RunRequest): Promise<RunOutcome>;
  /** What a run would do and take, before it is started. @throws InputError when the file is not a pipeline file */
  estimate(request: RunRequest): Promise<RunEstimate>;
  /** Checks a pipeline file without running it. An empty list: nothing is wrong. */
  check(text: string, file: string): Promise<InputProblem[]>;

  /** Running work ends, nothing new starts. */
  pause(pipelineId: number): Promise<void>;
  resume(pipelineId: number): Promise<void>;
  /** Running work is stopped, what has not begun never begins. */
  cancel(pipelineId: number): Promise<void>;
  /**
   * Removes a pipeline and all that belongs to it; what runs for it is stopped. Its files follow soon after. The numbers
   * of its apps are not given out again.
   * @throws InputError when there never was such a pipeline; one that is deleted already is no error
   */
  delete(pipelineId: number): Promise<void>;
  /** @returns how many jobs and subtasks will be tried again; those already open are left alone */
  retry(target: RetryTarget): Promise<number>;

  /**
   * Changes what the pipeline's model calls may take in all; null: as much as they like, left out: as it is. What it has
   * stopped is to be retried.
   */
  setBudget(pipelineId: number, budget: Partial<Budget>): Promise<void>;

  /**
   * Keeps a file that another system has left, as history. Importing the same again finds it.
   * @throws InputError when it is nothing that can be imported, or not whole
   */
  importFile(request: { file: string; text: string }): Promise<ImportOutcome>;
  /** Newest first. */
  imported(): Promise<ImportedPipelineRecord[]>;

  /**
   * What could be removed of what Assay has left in the container engine. Nothing that running work uses.
   * @throws AssayError `misconfigured` when there is no engine
   */
  cleanUpOffer(): Promise<CleanUpItem[]>;
  /** Removes what was chosen of an offer, as far as it is still there and unused. @param chosen ids */
  cleanUp(chosen: string[]): Promise<CleanUpOutcome>;

  /** What each provider that can be asked offers, as it said at most a day ago. */
  listModels(): Promise<ModelList[]>;

  /** Newest first. */
  pipelines(): Promise<PipelineRecord[]>;
  pipeline(id: number): Promise<PipelineRecord | null>;
  apps(pipelineId: number, page: Page): Promise<AppRecord[]>;
  app(jobId: number): Promise<AppRecord | null>;
  subtasks(mainTaskId: number): Promise<SubtaskRecord[]>;
  subtask(id: number): Promise<SubtaskRecord | null>;
  /** One for each tool of the subtask's manifest. */
  toolRuns(subtaskId: number): Promise<ToolRunRecord[]>;
  toolRunDetail(toolRunId: number): Promise<ToolRunDetail | null>;
  attempts(of: { kind: 'job' | 'subtask'; id: number }): Promise<AttemptRecord[]>;
  /** All that models were asked and have answered for the job, in that order. */
  answers(jobId: number): Promise<AnswerRecord[]>;
  /** How the answers of the job's attempts became apps: fixes, what was left wrong, what had to be tolerated. */
  remarks(jobId: number): Promise<RemarkRecord[]>;
  matrix(pipelineId: number): Promise<MatrixRecord | null>;
  /** @param pipelineId null: all */
  status(pipelineId: number | null): Promise<StatusDocument>;

  /**
   * Has an app started, for people to look at. Asked twice it does so once.
   * @returns how it is now; that it is up, `runningApps` tells later
   * @throws InputError when there is no source of it; AssayError `unhealthy`, with the reason, when it cannot be started here
   */
  startApp(jobId: number, mode: AppStartMode): Promise<RunningApp>;
  /** Resolves once it is gone; what does not run is no error. */
  stopApp(jobId: number): Promise<void>;
  /** What the app's builds and instances have written, from a position on; null: it was never started. */
  appLog(jobId: number, from: number): Promise<AppLogPart | null>;
  /** As `runningApps`, once those are found that an earlier owner of the state folder has left on purpose. */
  findRunningApps(): Promise<RunningApp[]>;
  /** Those that were started, also what has become of them. */
  runningApps(): RunningApp[];
  /** Of those and of their logs; at most ten times a second. */
  readonly onDidChangeApps: Event<void>;
  /** The app that is called `model:number`. */
  appNamed(name: string): Promise<AppRecord | null>;

  /** What runs now. */
  activities(): Activity[];
  /** What a model is writing for the job at this moment; null: none is. */
  liveAnswer(jobId: number): Promise<LiveAnswer | null>;
  /** After the change is durable; several changes come as one. */
  readonly onDidChange: Event<EngineChange>;
  /** Steps of running work and what models are writing; not durable, at most ten times a second. */
  readonly onDidChangeActivity: Event<void>;

  /**
   * Waits until the pipeline has a final status or is paused.
   * @throws AssayError `cancelled` when it is gone, or the engine is closed meanwhile
   */
  whenSettled(pipelineId: number): Promise<PipelineRecord>;

  /**
   * No new work; running work gets `graceMs` to end, the rest is recorded as interrupted; then the store
   * is closed. Calling it again with a shorter grace shortens the wait.
   */
  shutdown(graceMs: number): Promise<void>;
}

/** The engine as this process has it at the moment: its own, or as a client of the process that owns the state folder. */
export interface SharedEngine extends Engine {
  /** Whether work runs in this process, and ends with it. */
  readonly owns: boolean;
}

/** The engine as who only looks sees it. */
export type EngineView = Pick<
  Engine,
  | 'pipelines'
  | 'pipeline'
  | 'imported'
  | 'apps'
  | 'app'
  | 'appNamed'
  | 'runningApps'
  | 'onDidChangeApps'
  | 'subtasks'
  | 'subtask'
  | 'toolRuns'
  | 'toolRunDetail'
  | 'attempts'
  | 'remarks'
  | 'answers'
  | 'matrix'
  | 'status'
  | 'activities'
  | 'onDidChange'
  | 'onDidChangeActivity'
  | 'shutdown'
>;
