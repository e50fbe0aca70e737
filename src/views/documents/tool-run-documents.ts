import { DocumentLink, EventEmitter, Range, Uri, l10n, languages, workspace } from 'vscode';
import type { DocumentLinkProvider, TextDocument, TextDocumentContentProvider } from 'vscode';
import { Coalesced } from '../coalesced.ts';
import { sourceUri } from './source-uri.ts';
import { toolRunText } from './tool-run-text.ts';
import { isToolName } from '../../engine/domain/tools.ts';
import type { ToolName } from '../../engine/domain/tools.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { EngineSession } from '../engine-session.ts';

const scheme = 'assay';

export function toolRunUri(app: string, subtaskId: number, tool: ToolName): Uri {
  return Uri.from({
    scheme,
    path: `/${app.replaceAll('/', '-')}/${tool}.txt`,
    query: new URLSearchParams({ subtask: String(subtaskId), tool }).toString(),
  });
}

function parse(uri: Uri): { subtaskId: number; tool: ToolName } | null {
  const query = new URLSearchParams(uri.query);
  const subtaskId = Number(query.get('subtask'));
  const tool = query.get('tool') ?? '';
  return Number.isSafeInteger(subtaskId) && isToolName(tool) ? { subtaskId, tool } : null;
}

/** Tool runs as read-only documents that follow the run: a retry shows its new result. */
export class ToolRunDocuments implements TextDocumentContentProvider, DocumentLinkProvider, Disposable {
  readonly #session: EngineSession;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());
  readonly #links = new Map<string, DocumentLink[]>();
  readonly #subtasks = new Set<number>();
  readonly onDidChange = this.#changed.event;

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    this.#session = session;
    const refresh = this.#disposables.add(new Coalesced(200, async () => this.#fire(), onError));
    this.#disposables.add(workspace.registerTextDocumentContentProvider(scheme, this));
    this.#disposables.add(languages.registerDocumentLinkProvider({ scheme }, this));
    this.#disposables.add(
      workspace.onDidCloseTextDocument((document) => this.#links.delete(document.uri.toString())),
    );
    this.#disposables.add(
      session.whenOpen((engine) =>
        this.#disposables.add(
          engine.onDidChange((change) => {
            for (const id of change.subtasks) this.#subtasks.add(id);
            if (this.#links.size > 0) refresh.request();
          }),
        ),
      ),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const address = parse(uri);
    if (!address) return l10n.t('This is not the address of a tool run.');
    this.#links.set(uri.toString(), []);
    const engine = await this.#session.get();
    const runs = await engine.toolRuns(address.subtaskId);
    const id = runs.find((run) => run.tool === address.tool)?.id ?? null;
    const detail = id === null ? null : await engine.toolRunDetail(id);
    if (!detail) return l10n.t('{0} has not run yet. This page fills itself when it has.', address.tool);
    const { text, links } = toolRunText(detail);
    const subtask = await engine.subtask(address.subtaskId);
    const app = subtask && (await engine.app(subtask.jobId));
    if (app?.sourceDir) {
      this.#links.set(
        uri.toString(),
        links.map(
          ({ line, start, end, path, sourceLine }) =>
            new DocumentLink(new Range(line, start, line, end), sourceUri(app, path, sourceLine)),
        ),
      );
    }
    return text;
  }

  provideDocumentLinks(document: TextDocument): DocumentLink[] {
    return this.#links.get(document.uri.toString()) ?? [];
  }

  #fire(): void {
    for (const text of this.#links.keys()) {
      const uri = Uri.parse(text);
      if (this.#subtasks.has(parse(uri)?.subtaskId ?? -1)) this.#changed.fire(uri);
    }
    this.#subtasks.clear();
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
