import { commands, l10n, window, workspace } from 'vscode';
import type { Disposable, Extension } from 'vscode';
import type { EngineSession } from './engine-session.ts';
import { withEditorProxy } from './editor-proxy.ts';
import { engineSettings } from './engine-settings.ts';

/** The engine takes its settings when it opens; who changes one meanwhile is told how it comes into use. */
export function noticeChangedSettings(
  session: EngineSession,
  extension: Extension<unknown>,
  onError: (error: unknown) => void,
): Disposable {
  let used = '';
  const opened = session.whenOpen(() => {
    used = settingsNow(extension);
  });
  const changed = workspace.onDidChangeConfiguration((event) => {
    if (!(event.affectsConfiguration('assay') || event.affectsConfiguration('http')) || !session.engine)
      return;
    if (settingsNow(extension) !== used) offerReload().catch(onError);
  });
  return {
    dispose: () => {
      opened.dispose();
      changed.dispose();
    },
  };
}

function settingsNow(extension: Extension<unknown>): string {
  return JSON.stringify([engineSettings(extension), withEditorProxy({})]);
}

async function offerReload(): Promise<void> {
  const reload = l10n.t('Reload Window');
  const text = l10n.t(
    'The changed settings are used once the window is reloaded. Running pipelines are interrupted and go on after it.',
  );
  if ((await window.showInformationMessage(text, reload)) === reload) {
    await commands.executeCommand('workbench.action.reloadWindow');
  }
}
