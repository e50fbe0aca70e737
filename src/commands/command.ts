import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { EngineSession } from '../views/engine-session.ts';
import type { MatrixPanels } from '../views/matrix/matrix-panels.ts';
import type { PipelineDiagnostics } from '../views/pipeline-diagnostics.ts';
import type { PipelinesView } from '../views/tree/pipelines-view.ts';
import type { PipelineWatch } from '../views/pipeline-watch.ts';

/** What commands work with. */
export interface CommandContext {
  extension: ExtensionContext;
  session: EngineSession;
  tree: PipelinesView;
  matrices: MatrixPanels;
  watch: PipelineWatch;
  diagnostics: PipelineDiagnostics;
  log: LogOutputChannel;
  /** Where what can be fetched again is kept; for people to read. */
  cacheDir: string;
}

export interface Command {
  /** As the manifest has it. */
  id: string;
  /**
   * @param args as the editor gives them: the row it was called on and the rows selected, or whatever
   *   another extension passes
   */
  run(context: CommandContext, ...args: unknown[]): Promise<unknown>;
}
