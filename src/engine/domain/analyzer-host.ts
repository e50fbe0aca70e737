import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { ToolboxFolders } from './analyzer-protocol.ts';
import type { AppInstance } from './executors.ts';
import type { Service, ToolName } from './tools.ts';

/** Where analyzer programs run. One implementation starts child processes, another containers. */
export interface AnalyzerHost {
  /** Why no program can be started as things are, for people; null: it can be tried. */
  unable(): Promise<string | null>;
  /** @throws AssayError `cancelled`, `transient`, or what keeps its tools from being there */
  start(service: Service, context: AnalyzerStart): Promise<AnalyzerProgram>;
  /** How many programs of a service run side by side, each with one subtask; null: one, for all of them. */
  replicas(service: Service): number | null;
  /** Whether its programs call an app where it runs, so that the way from here to there is in none of their figures. */
  readonly besideApps: boolean;
  /** What a program must have run for, without ending, before it is given work. */
  readonly stabilizationDelayMs: number;
  /** How long a program that nobody uses is kept. */
  readonly idleMs: number;
}

export interface AnalyzerStart {
  readonly signal: AbortSignal;
  report(step: string): void;
}

/** One running analyzer program. */
export interface AnalyzerProgram {
  /** Not listening yet. */
  readonly connection: MessageConnection;
  /** Resolves when it has ended, however that came about. */
  readonly ended: Promise<void>;
  /** Whether the files of this machine are there for it, under the same names. */
  readonly seesFiles: boolean;
  /** The last of what it wrote besides the protocol, for people. */
  lastWords(): string;
  /** Installs what the tools need, where that is not part of the program. @throws AssayError `cancelled` */
  installTools(tools: readonly ToolName[], context: AnalyzerStart): Promise<InstalledTools>;
  /** Brings it to where it can call the app. */
  meet(app: AppInstance): Promise<MetApp>;
  /** Ends it and all that it started; safe to call twice. Never rejects. */
  stop(): Promise<void>;
}

export interface InstalledTools {
  /** null: the program knows where its tools are. */
  folders: ToolboxFolders | null;
  /** Tools whose part could not be installed, with the reason. */
  missing: ReadonlyMap<ToolName, string>;
}

/** An app as one program can call it. */
export interface MetApp {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** From now on it cannot. */
  leave(): Promise<void>;
}
