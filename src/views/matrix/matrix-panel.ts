import { l10n } from 'vscode';
import type { Uri, WebviewPanel } from 'vscode';
import { Coalesced } from '../coalesced.ts';
import { RunningSteps } from '../running-steps.ts';
import { matrixPage } from './page.ts';
import { matrixView } from './matrix-view.ts';
import { readFromPanel } from './protocol.ts';
import type { FromPanel, ToPanel } from './protocol.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { Engine } from '../../engine/engine-api.ts';

const rowsPerPage = 50;

/** One pipeline's matrix. Follows the pipeline while it is visible; hidden, it is sent nothing. */
export class MatrixPanel implements Disposable {
  readonly pipelineId: number;
  readonly #panel: WebviewPanel;
  readonly #engine: Engine;
  readonly #disposables = new DisposableStore();
  readonly #refresh: Coalesced;
  #rows = rowsPerPage;
  #ready = false;

  /** @param onMessage what the reader asked for, apart from what concerns this panel only */
  constructor(options: {
    panel: WebviewPanel;
    pipelineId: number;
    engine: Engine;
    extensionUri: Uri;
    onMessage: (message: Exclude<FromPanel, { type: 'ready' | 'moreRows' }>) => void;
    onDispose: () => void;
    onError: (error: unknown) => void;
  }) {
    const { panel, engine, onError } = options;
    this.pipelineId = options.pipelineId;
    this.#panel = panel;
    this.#engine = engine;
    this.#refresh = this.#disposables.add(new Coalesced(200, () => this.send(), onError));
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [options.extensionUri.with({ path: `${options.extensionUri.path}/dist/webview` })],
    };
    this.#disposables.add(
      panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = readFromPanel(value);
        if (message === null) return;
        if (message.type === 'ready') this.#ready = true;
        else if (message.type === 'moreRows') this.#rows += rowsPerPage;
        else {
          options.onMessage(message);
          return;
        }
        this.send().catch(onError);
      }),
    );
    this.#disposables.add(
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away; when it is built again it says `ready`.
        if (!panel.visible) this.#ready = false;
      }),
    );
    this.#disposables.add(
      engine.onDidChange((change) => {
        if (
          change.reset ||
          change.pipelines.has(this.pipelineId) ||
          change.jobs.size > 0 ||
          change.mainTasks.size > 0 ||
          change.subtasks.size > 0
        )
          this.#refresh.request();
      }),
    );
    this.#disposables.add(engine.onDidChangeActivity(() => this.#refresh.request()));
    panel.onDidDispose(() => {
      options.onDispose();
      this.#disposables.dispose();
    });
    panel.webview.html = matrixPage(panel.webview, options.extensionUri);
  }

  get visible(): boolean {
    return this.#panel.visible;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  async send(): Promise<void> {
    if (!this.#ready || !this.#panel.visible) return;
    const matrix = await this.#engine.matrix(this.pipelineId);
    if (!matrix) {
      await this.#post({ type: 'gone', text: l10n.t('This pipeline was deleted.') });
      return;
    }
    this.#panel.title = l10n.t('Matrix: {0}', matrix.pipeline.name);
    const view = matrixView(matrix, new RunningSteps(this.#engine.activities()), this.#rows);
    await this.#post({ type: 'matrix', view });
  }

  async #post(message: ToPanel): Promise<void> {
    await this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#panel.dispose();
  }
}
