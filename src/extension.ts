import { existsSync } from 'node:fs';
import path from 'node:path';
import { window, workspace } from 'vscode';
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { offerUnfinished } from './commands/offer-unfinished.ts';
import { registerCommands } from './commands/register-commands.ts';
import { toolboxesAllowed } from './commands/toolbox-consent.ts';
import type { Engine } from './engine/engine-api.ts';
import { defaultCacheDir } from './engine/processes/installation.ts';
import { showBadge } from './views/badge.ts';
import { noticeCompletions } from './views/completion-notice.ts';
import { registerSourceDocuments } from './views/documents/source-documents.ts';
import { ToolRunDocuments } from './views/documents/tool-run-documents.ts';
import { EngineSession } from './views/engine-session.ts';
import { engineSettings } from './views/engine-settings.ts';
import { logSink } from './views/log-sink.ts';
import { MatrixPanels } from './views/matrix/matrix-panels.ts';
import { PipelineDiagnostics } from './views/pipeline-diagnostics.ts';
import { PipelineWatch } from './views/pipeline-watch.ts';
import { noticeChangedSettings } from './views/settings-notice.ts';
import { showStatusBar } from './views/status-bar.ts';
import { PipelinesView } from './views/tree/pipelines-view.ts';

/** For tests that run inside the editor. */
export interface AssayApi {
  session: EngineSession;
  tree: PipelinesView;
}

/** VS Code gives `deactivate` about five seconds in all. */
const graceMs = 3_000;
// `deactivate` is given nothing, and must reach what `activate` made.
const sessions: EngineSession[] = [];

export function activate(context: ExtensionContext): AssayApi {
  const log = window.createOutputChannel('Assay', { log: true });
  const onError = (error: unknown) => log.error(error instanceof Error ? error : String(error));
  const session = new EngineSession(() => openEngineHere(context, log), log);
  const tree = new PipelinesView(session, context.workspaceState, onError);
  const matrices = new MatrixPanels(session, tree, context.extensionUri, onError);
  const watch = new PipelineWatch(session, onError);
  const diagnostics = new PipelineDiagnostics(session, onError);
  const cacheDir = defaultCacheDir();
  const commandContext = { extension: context, session, tree, matrices, watch, diagnostics, log, cacheDir };
  context.subscriptions.push(
    log,
    session,
    tree,
    matrices,
    watch,
    diagnostics,
    registerSourceDocuments(session),
    new ToolRunDocuments(session, onError),
    showBadge(tree.view, watch),
    showStatusBar(session, watch, onError),
    noticeChangedSettings(session, context.extension, onError),
    noticeCompletions(watch, (id) => matrices.isVisible(id), onError),
    ...registerCommands(commandContext),
  );
  sessions.push(session);

  // Pipelines that are there go on by themselves; where there are none the engine waits to be needed.
  const openWhereThereIsState = () => {
    const dir = stateDir();
    if (workspace.isTrusted && dir !== null && existsSync(dir)) {
      session
        .openInBackground()
        .then(() => offerUnfinished(commandContext))
        .catch(onError);
    }
  };
  context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(openWhereThereIsState));
  setImmediate(openWhereThereIsState);
  return { session, tree };
}

export async function deactivate(): Promise<void> {
  await Promise.all(sessions.splice(0).map((session) => session.close(graceMs)));
}

function stateDir(): string | null {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return folder?.scheme === 'file' ? path.join(folder.fsPath, '.assay') : null;
}

async function openEngineHere(context: ExtensionContext, log: LogOutputChannel): Promise<Engine> {
  const { openEngine } = await import('./engine/engine.lazy.ts');
  return openEngine({
    stateDir: stateDir()!,
    installation: {
      root: context.extensionPath,
      node: process.execPath,
      nodeEnv: process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {},
      cacheDir: defaultCacheDir(),
    },
    settings: engineSettings(context.extension),
    log: logSink(log),
    // Going on may download tools; without leave for that it waits until somebody asks.
    schedule: toolboxesAllowed() ? 'all' : 'requested',
  });
}
