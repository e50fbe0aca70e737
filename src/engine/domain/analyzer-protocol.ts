import type { ToolResult } from './analysis.ts';
import type { Template } from './template.ts';
import type { Service, ToolName } from './tools.ts';

/**
 * What the engine and the analyzer program say to each other: JSON-RPC 2.0 with LSP's base framing
 * (`vscode-jsonrpc`), over stdio or a WebSocket. Cancellation is `$/cancelRequest`. The analyzer ends when the
 * connection does.
 */
export const analyzerMethods = {
  initialize: 'initialize',
  analyze: 'analyze',
  /** Notification, analyzer to engine. */
  progress: 'analyze/progress',
  /** For a program that sees none of the engine's files: an empty folder, what goes into it, its end. */
  openSource: 'source/open',
  writeSource: 'source/write',
  closeSource: 'source/close',
} as const;

export interface InitializeParams {
  service: Service;
  /** Only these are checked; a canary costs seconds. */
  tools: ToolName[];
  /** Where their toolbox is; null: the program was told when it was started, as in an image. */
  toolbox: ToolboxFolders | null;
}

/** Absolute folders of an installed toolbox. */
export interface ToolboxFolders {
  /** Holds `node_modules`; null: the service has no npm packages, or they could not be installed. */
  npmDir: string | null;
  /** Virtual environment of each Python tool, by the tool's name. */
  pythonDirs: Record<string, string>;
}

/** Whether a tool can be trusted on this machine now: it runs, and found its canary's known defects. */
export interface ToolHealth {
  tool: ToolName;
  available: boolean;
  /** Why it is not available; null when it is. */
  reason: string | null;
  version: string | null;
}

export interface InitializeResult {
  service: Service;
  /** Of the analyzer program itself. */
  version: string;
  tools: ToolHealth[];
}

export interface AnalyzeParams {
  /** Chosen by the caller; comes back in the progress notifications. */
  runId: string;
  /** All of one `AppUse`. */
  tools: ToolName[];
  /** Absolute folder with the app's source; read only. */
  sourceDir: string;
  /** The running app, without a slash at the end; null for tools of use `none`. */
  baseUrl: string | null;
  /** GET on it answers 2xx while the app is up. */
  healthPath: string;
  template: Template | null;
  options: AnalyzeOptions;
}

export interface AnalyzeOptions {
  toolTimeoutMs: number;
  performanceDurationMs: number;
  performanceConnections: number;
}

/** A folder on the program's side, for one app's source; gone with the connection at the latest. */
export interface SourceFolder {
  /** Absolute. */
  sourceDir: string;
}

/** More of one file. */
export interface SourcePiece extends SourceFolder {
  /** Relative, with `/`. */
  path: string;
  /** Base64; added to what is there. */
  content: string;
}

export interface AnalyzeResult {
  /** One for each tool asked for, in that order. */
  results: ToolResult[];
}

export interface AnalyzeProgress {
  runId: string;
  tool: ToolName;
  state: 'started' | 'finished';
  /** Present when finished. */
  result: ToolResult | null;
}

/** The code of the answer to a cancelled request, as in the Language Server Protocol. */
export const requestCancelledCode = -32800;
