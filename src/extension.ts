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
import { AnswerDocuments } from './views/answers/answer-documents.ts';
import { AppLogDocuments } from './views/documents/app-log-documents.ts';
import { registerSourceDocuments } from './views/documents/source-documents.ts';
import { ToolRunDocuments } from './views/documents/tool-run-documents.ts';
import { EditorKeys } from './views/keys/editor-keys.ts';
import { editorLanguageModels } from './views/models/editor-language-models.ts';
import { registerModelsLens } from './views/models/models-lens.ts';
import { ModelConsent } from './views/models/model-consent.ts';
import { EngineSession } from './views/engine-session.ts';
import { withEditorProxy } from './views/editor-proxy.ts';
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
  const keys = new EditorKeys(context.secrets, process.env, onError);
  const consent = new ModelConsent(context.languageModelAccessInformation);
  const session = new EngineSession(() => openEngineHere(context, log, keys, consent), log);
  const tree = new PipelinesView(session, context.workspaceState, onError);
  const matrices = new MatrixPanels(session, tree, context.extensionUri, onError);
  const watch = new PipelineWatch(session, onError);
  const diagnostics = new PipelineDiagnostics(session, onError);
  const cacheDir = defaultCacheDir();
  const commandContext = {
    ...{ extension: context, session, tree, matrices, watch, diagnostics, log, cacheDir, keys, consent },
    checkKey: (provider: string, key: string) => checkKeyHere(context, log, provider, key),
  };
  context.subscriptions.push(
    log,
    keys,
    session,
    tree,
    matrices,
    watch,
    diagnostics,
    registerSourceDocuments(session),
    registerModelsLens(),
    new ToolRunDocuments(session, onError),
    new AnswerDocuments(session, onError),
    new AppLogDocuments(session, onError),
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

/** What this editor brings, whatever the folder. */
function hostOptions(context: ExtensionContext, log: LogOutputChannel) {
  return {
    installation: {
      root: context.extensionPath,
      node: process.execPath,
      nodeEnv: process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {},
      cacheDir: defaultCacheDir(),
    },
    settings: engineSettings(context.extension),
    env: withEditorProxy(process.env),
    log: logSink(log),
  };
}

async function openEngineHere(
  context: ExtensionContext,
  log: LogOutputChannel,
  keys: EditorKeys,
  consent: ModelConsent,
): Promise<Engine> {
  const { openEngine } = await import('./engine/engine.lazy.ts');
  return openEngine({
    ...hostOptions(context, log),
    stateDir: stateDir()!,
    keys,
    editorModels: editorLanguageModels(consent),
    // Going on may download tools; without leave for that it waits until somebody asks.
    schedule: toolboxesAllowed() ? 'all' : 'requested',
  });
}

async function checkKeyHere(
  context: ExtensionContext,
  log: LogOutputChannel,
  provider: string,
  key: string,
): Promise<boolean> {
  const { checkKey } = await import('./engine/engine.lazy.ts');
  return checkKey(hostOptions(context, log), provider, key);
}
