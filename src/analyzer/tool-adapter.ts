import type { ToolResult } from '../engine/domain/analysis.ts';
import type { AnalyzeParams } from '../engine/domain/analyzer-protocol.ts';
import type { ToolName } from '../engine/domain/tools.ts';
import type { Installation } from '../engine/processes/installation.ts';

/** Where an adapter finds what it needs. All folders absolute. */
export interface ToolEnvironment {
  installation: Pick<Installation, 'root' | 'node' | 'nodeEnv'>;
  /** `toolboxes/<service>`: rules and canaries. */
  assetsDir: string;
  /** Folder with the toolbox's `node_modules`; null: not installed. */
  npmDir: string | null;
  /** Virtual environment of a Python tool, by the tool's name. */
  pythonDirs: ReadonlyMap<string, string>;
  /** For what can be made again. */
  cacheDir: string;
}

export type ToolRequest = Pick<
  AnalyzeParams,
  'sourceDir' | 'baseUrl' | 'healthPath' | 'template' | 'options'
>;

/** What a run that came to its end leaves; how it ended is told by returning or throwing. */
export type ToolOutput = Pick<ToolResult, 'sarif' | 'measurements' | 'verdicts' | 'log'>;

/** One tool: how its version is read, when it applies, how it runs, how it is proved to work. */
export interface ToolAdapter {
  name: ToolName;
  /** Raised when the adapter changes what it asks of the tool: canaries are then run again. */
  adapterVersion: number;
  /**
   * Without starting the tool: this is on the path of every start.
   * @throws AssayError `tool_failed` when the tool is not there
   */
  version(environment: ToolEnvironment): Promise<string>;
  /** Files and folders on which the tool's findings depend: rules, canary, the tool's own programs. */
  inputs(environment: ToolEnvironment): CanaryInputs;
  /** @returns why the tool does not apply to this app; null when it does */
  appliesTo(request: ToolRequest): Promise<string | null>;
  /** Ends its processes when the signal is aborted. @throws AssayError when it could not measure */
  run(request: ToolRequest, environment: ToolEnvironment, signal: AbortSignal): Promise<ToolOutput>;
  /** @throws AssayError `tool_failed` when the tool does not find what is known to be there */
  checkCanary(environment: ToolEnvironment, signal: AbortSignal): Promise<void>;
}

export interface CanaryInputs {
  /** Ours: read whole. */
  contents: string[];
  /** The tool's: known by size and time of change. */
  programs: string[];
}
