import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { EditorKeys } from '../views/keys/editor-keys.ts';
import type { ModelConsent } from '../views/models/model-consent.ts';
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
  keys: EditorKeys;
  /** Of the editor's own models. */
  consent: ModelConsent;
  /** @returns false: the provider asks for none. @throws AssayError `auth` when it refuses the key */
  checkKey(provider: string, key: string): Promise<boolean>;
  /** Where what can be fetched again is kept; for people to read. */
  cacheDir: string;
}

export interface Command {
  /** As the manifest has it. */
  id: string;
  /** Work that a user asks for by it may ask the editor's own models. */
  startsWork?: true;
  /**
   * @param args as the editor gives them: the row it was called on and the rows selected, or whatever
   *   another extension passes
   */
  run(context: CommandContext, ...args: unknown[]): Promise<unknown>;
}
