import { l10n, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider, Uri } from 'vscode';
import { readAppFile } from './app-files.ts';
import { parseSourceUri, sourceScheme } from './source-uri.ts';
import type { EngineSession } from '../engine-session.ts';

/** Source of apps as read-only documents: a published revision is never changed by hand. */
class SourceDocuments implements TextDocumentContentProvider {
  readonly #session: EngineSession;

  constructor(session: EngineSession) {
    this.#session = session;
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const address = parseSourceUri(uri);
    if (!address) return l10n.t('This is not the address of an app’s file.');
    const engine = await this.#session.get();
    const app = await engine.app(address.jobId);
    if (!app?.sourceDir) return l10n.t('This app is not there any more.');
    if (app.revision !== address.revision) {
      return l10n.t(
        'The app was generated again: open its source from the tree to see revision {0}.',
        String(app.revision),
      );
    }
    return readAppFile(app.sourceDir, address.path);
  }
}

export function registerSourceDocuments(session: EngineSession): Disposable {
  return workspace.registerTextDocumentContentProvider(sourceScheme, new SourceDocuments(session));
}
