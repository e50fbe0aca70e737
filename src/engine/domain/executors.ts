import type { AppRef } from './app-ref.ts';
import type { Disposable } from './disposable.ts';
import type { ToolResult } from './analysis.ts';
import type { SeverityCounts } from './severity.ts';
import type { FileManifest } from './files.ts';
import type { Remark } from './remarks.ts';
import type { RepairMode } from './repair.ts';
import type { AppUse, Service, ToolName } from './tools.ts';
import type { AnalyzeOptions } from './analyzer-protocol.ts';

/**
 * Executors do one thing and report one result. Inputs and outputs are plain data, so that a worker on
 * another machine could do the same. They throw AssayError; its class decides about retries.
 */
export interface ExecutionContext {
  /** Aborted on cancel and shutdown; the executor then ends its processes and throws `cancelled`. */
  readonly signal: AbortSignal;
  /** What it is doing now, for people; not stored. */
  report(step: string): void;
  /** Left out: it has no place that others could use. */
  waiting?: Waiting;
}

/** Gives the place of work that only waits, as for a build, to others. Both may be called more than once. */
export interface Waiting {
  begin(): void;
  /** Resolves once it has a place again; rejects when the work is stopped before. */
  end(): Promise<void>;
}

/** How far a model is with an answer that it is writing. */
export interface AnswerProgress {
  /** Which of the job's calls: as in `generate`, `continue-1`, `repair-1`. */
  step: string;
  /** So far, in this call. */
  outputTokens: number;
  /** Counted by length: no provider counts before the end. */
  estimated: boolean;
  /** What came since the last time; empty while the model thinks. */
  textDelta: string;
}

export interface GenerationContext extends ExecutionContext {
  /** A model writes; not stored. May be called as often as something comes. */
  progress(progress: AnswerProgress): void;
}

export interface GenerationTask {
  pipelineId: number;
  jobId: number;
  attemptId: number;
  model: string;
  /** Slugs. */
  template: string;
  stack: string;
  replicate: number;
  /** All randomness of the job comes from it. */
  seed: number;
  app: AppRef;
  revision: number;
  /** Absolute, empty, this attempt's alone; the app is written to `app/` in it. */
  workDir: string;
  options: GenerationOptions;
  /** An existing app is taken from its folder: no model is asked. Left out: it is generated. */
  existing?: ExistingSource;
}

/** Where an existing app is taken from. */
export interface ExistingSource {
  /** Real path. */
  path: string;
  /** Absolute: folders that are no part of it. */
  without: string[];
}

export interface GenerationOptions {
  repair: RepairMode;
  /** How often a model is asked to go on with an answer that was cut off. */
  maxContinuations: number;
}

export interface GenerationOutcome {
  manifest: FileManifest;
  /** Blob of the known defects that a control model seeded; null for all others. */
  groundTruthBlob: string | null;
  /** How the answer became the app. */
  remarks: Remark[];
}

export interface GenerationExecutor {
  generate(task: GenerationTask, context: GenerationContext): Promise<GenerationOutcome>;
}

export interface SubtaskTask {
  pipelineId: number;
  mainTaskId: number;
  subtaskId: number;
  attemptId: number;
  service: Service;
  /** The manifest: each ends in exactly one tool run. */
  tools: ToolName[];
  app: AppRef;
  revision: number;
  template: string;
  stack: string;
  /** Absolute folder of the published revision. */
  sourceDir: string;
  manifest: FileManifest;
  options: AnalyzeOptions & AppOptions;
}

/** How a subtask deals with the app that its tools want running. */
export interface AppOptions {
  appStartTimeoutMs: number;
  /** Before an app that has ended by itself is started again. */
  appRetryDelayMs: number;
  /** Its containers stay when its tools are done. */
  keepApp: boolean;
}

/** A tool's result as it is stored: sums in the database, the whole in a blob. */
export interface ToolRunOutcome {
  result: Omit<ToolResult, 'sarif' | 'log'>;
  /** Null when the tool makes no findings or did not get that far: not the same as none found. */
  findings: SeverityCounts | null;
  /** Blob with the whole ToolResult as JSON: SARIF with fingerprints, log, evidence. */
  resultBlob: string;
}

export interface SubtaskOutcome {
  toolRuns: ToolRunOutcome[];
}

export interface SubtaskExecutor {
  analyze(task: SubtaskTask, context: ExecutionContext): Promise<SubtaskOutcome>;
  /** Told after each change: what it holds ready for other pipelines is needed no more. */
  stillRunning?(pipelineIds: ReadonlySet<number>): void;
}

/** Starts apps to be looked at. One implementation runs child processes, another containers. */
export interface AppRuntime {
  /** Why no app of that model and stack can be started here as things are, for people; null: it can be tried. */
  unable(app: Pick<AppStartRequest, 'app' | 'stack'>): Promise<string | null>;
  /**
   * Starts a fresh instance, with empty data, and resolves once it answers its health path twice.
   * @param onBuild hears what the build of its image says, as it says it; nothing where there is nothing to build
   * @param waiting told while an image is built, which is not the work of who starts it
   * @throws AssayError `unhealthy` with the last log lines as detail.
   */
  start(
    request: AppStartRequest,
    signal: AbortSignal,
    onBuild?: (text: string) => void,
    waiting?: Waiting,
  ): Promise<AppInstance>;
}

export interface AppStartRequest {
  app: AppRef;
  revision: number;
  stack: string;
  sourceDir: string;
  manifest: FileManifest;
  startTimeoutMs: number;
  /** Made by this pipeline; what is left of it goes with it. Left out: by none. */
  pipelineId?: number;
  /** Its containers may stay beyond the end of the engine. */
  keep?: boolean;
  /** Its image is built anew, whatever there is. */
  rebuild?: boolean;
}

export type AppPlace = 'container' | 'process';

export interface AppInstance {
  /** As in `http://127.0.0.1:41234`. */
  readonly baseUrl: string;
  readonly place: AppPlace;
  /** It is on another machine: figures of its speed, taken here, would be those of the way there. Left out: it is on this one. */
  readonly isFar?: boolean;
  /** Resolves with how it ended, as in "exit status 1", by itself or not; rejects when nobody can say. */
  readonly ended: Promise<string>;
  /** Whether what it runs in is there still, and not about to stop it; left out: it always is. */
  isHeld?(): Promise<boolean>;
  /** Where containers that join its network call it; left out: they cannot. */
  readonly inContainers?: { network: string; baseUrl: string };
  /** Last lines of what it wrote, capped. */
  log(): string;
  /** Hears those last lines at once, and then what it writes as it writes it. */
  follow(listener: (text: string) => void): Disposable;
  /** Ends it and everything it started; safe to call twice. */
  stop(): Promise<void>;
  /** Lets go of it: it runs on without us. Left out: it cannot. */
  leave?(): void;
}

/** An instance that an earlier owner of the state folder has left on purpose. */
export interface KeptApp {
  /** `model:number`. */
  app: string;
  revision: number;
  /** Epoch milliseconds. */
  createdAt: number;
  /** @returns null: it does not run any more */
  attach(): Promise<AppInstance | null>;
  remove(): Promise<void>;
}

/** The instances that are not there to be measured, but to be looked at. */
export interface AppsForPeople {
  /** Takes over an instance that its tools are done with: it stays, or is stopped. */
  keep(request: AppStartRequest, instance: AppInstance, use: AppUse): Promise<void>;
  /** Those that run now, as `model:number`. */
  running(): string[];
}
