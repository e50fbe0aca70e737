import { Uri, ViewColumn, commands, l10n, window } from 'vscode';
import type { WebviewPanel, WebviewPanelSerializer } from 'vscode';
import { MatrixPanel } from './matrix-panel.ts';
import type { PipelinesView } from '../tree/pipelines-view.ts';
import type { EngineSession } from '../engine-session.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';

const viewType = 'assay.matrix';

/** The matrix panels, at most one for each pipeline; they come back after the window was closed. */
export class MatrixPanels implements WebviewPanelSerializer, Disposable {
  readonly #session: EngineSession;
  readonly #tree: PipelinesView;
  readonly #extensionUri: Uri;
  readonly #onError: (error: unknown) => void;
  readonly #panels = new Map<number, MatrixPanel>();
  readonly #disposables = new DisposableStore();

  constructor(
    session: EngineSession,
    tree: PipelinesView,
    extensionUri: Uri,
    onError: (error: unknown) => void,
  ) {
    this.#session = session;
    this.#tree = tree;
    this.#extensionUri = extensionUri;
    this.#onError = onError;
    this.#disposables.add(window.registerWebviewPanelSerializer(viewType, this));
  }

  isVisible(pipelineId: number): boolean {
    return this.#panels.get(pipelineId)?.visible ?? false;
  }

  async open(pipelineId: number): Promise<void> {
    const known = this.#panels.get(pipelineId);
    if (known) {
      known.reveal();
      return;
    }
    await this.#attach(window.createWebviewPanel(viewType, l10n.t('Matrix'), ViewColumn.Active), pipelineId);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const id = typeof state === 'object' && state !== null && 'pipelineId' in state ? state.pipelineId : null;
    if (typeof id === 'number' && Number.isSafeInteger(id)) await this.#attach(panel, id);
    else panel.dispose();
  }

  async #attach(panel: WebviewPanel, pipelineId: number): Promise<void> {
    const engine = await this.#session.get().catch((error: unknown) => {
      panel.dispose();
      throw error;
    });
    panel.iconPath = Uri.joinPath(this.#extensionUri, 'media', 'matrix.svg');
    const matrix = new MatrixPanel({
      panel,
      pipelineId,
      engine,
      extensionUri: this.#extensionUri,
      onMessage: (message) => {
        void (
          message.type === 'reveal'
            ? this.#tree.revealApp(message.jobId, false)
            : Promise.resolve(
                commands.executeCommand(
                  message.type === 'retry' ? 'assay.retryApp' : 'assay.openSource',
                  message.jobId,
                ),
              )
        ).catch(this.#onError);
      },
      onDispose: () => this.#panels.delete(pipelineId),
      onError: this.#onError,
    });
    this.#panels.set(pipelineId, matrix);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
