import { EventEmitter, commands, l10n, window } from 'vscode';
import type { Event, Memento, TreeDataProvider, TreeItem, TreeView } from 'vscode';
import { Coalesced } from '../coalesced.ts';
import { RunningSteps } from '../running-steps.ts';
import { TreeStore } from './tree-store.ts';
import { PendingChange, updateStore } from './tree-update.ts';
import { appearance, treeItemOf } from './tree-item.ts';
import { tooltipOf } from './tooltip.ts';
import type { AppFilter } from './app-filter.ts';
import type { TreeNode } from './nodes.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { EngineSession } from '../engine-session.ts';

const filterKey = 'assay.filter';

/** The tree pipeline → app → subtask → tool run. While it is hidden it does nothing. */
export class PipelinesView implements TreeDataProvider<TreeNode>, Disposable {
  readonly view: TreeView<TreeNode>;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new EventEmitter<TreeNode[] | undefined>());
  readonly onDidChangeTreeData: Event<TreeNode[] | undefined> = this.#changed.event;
  readonly #refresh: Coalesced;
  readonly #memento: Memento;
  #store: TreeStore | null = null;
  #steps = new RunningSteps([]);
  #notice: string | null = null;
  #pending = new PendingChange();

  constructor(session: EngineSession, memento: Memento, onError: (error: unknown) => void) {
    this.#memento = memento;
    this.#refresh = this.#disposables.add(new Coalesced(200, () => this.#update(), onError));
    this.view = this.#disposables.add(
      window.createTreeView<TreeNode>('assay.pipelines', {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.#disposables.add(this.view.onDidChangeVisibility(() => this.#refresh.request()));
    this.#disposables.add(
      session.whenOpen((engine) => {
        this.#store = new TreeStore(engine, this.filter);
        this.#pending = new PendingChange();
        this.#disposables.add(
          engine.onDidChange((change) => {
            this.#pending.add(change);
            this.#refresh.request();
          }),
        );
        this.#disposables.add(engine.onDidChangeActivity(() => this.#refresh.request()));
        this.#disposables.add(engine.onDidChangeApps(() => this.#refresh.request()));
        this.#changed.fire(undefined);
      }),
    );
    void commands.executeCommand('setContext', filterKey, this.filter);
  }

  get filter(): AppFilter {
    return this.#memento.get<AppFilter>(filterKey) === 'attention' ? 'attention' : 'all';
  }

  /** Remembered for this workspace. */
  async setFilter(filter: AppFilter): Promise<void> {
    await this.#memento.update(filterKey, filter);
    void commands.executeCommand('setContext', filterKey, filter);
    if (!this.#store) return;
    this.#store.filter = filter;
    this.#store.forget();
    this.#changed.fire(undefined);
  }

  /** A line above the rows; null: none. */
  setNotice(notice: string | null): void {
    this.#notice = notice;
    this.#showMessage();
  }

  getTreeItem(node: TreeNode): TreeItem {
    const item = treeItemOf(node, this.#steps);
    node.shown = appearance(item);
    return item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const children = (await this.#store?.children(node)) ?? [];
    if (node === undefined || node.kind === 'pipeline') this.#showMessage();
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'pipeline' ? undefined : node.parent;
  }

  resolveTreeItem(item: TreeItem, node: TreeNode): TreeItem {
    const tooltip = tooltipOf(node, this.#steps);
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  showMore(node: TreeNode): void {
    if (node.kind !== 'loadMore') return;
    this.#store?.showMore(node.parent);
    this.#changed.fire([node.parent]);
  }

  /** Brings an app's row into view; a filter that hides it is cleared. */
  async revealApp(jobId: number, focus: boolean): Promise<void> {
    let node = await this.#store?.findApp(jobId);
    if (!node && this.filter !== 'all') {
      await this.setFilter('all');
      node = await this.#store?.findApp(jobId);
    }
    if (node) await this.view.reveal(node, { select: true, focus, expand: true });
  }

  async revealPipeline(id: number, focus: boolean): Promise<void> {
    const node = await this.#store?.findPipeline(id);
    if (!node) return;
    this.#changed.fire(undefined);
    await this.view.reveal(node, { select: true, focus, expand: true });
  }

  async #update(): Promise<void> {
    const store = this.#store;
    if (!store || !this.view.visible) return;
    const change = this.#pending;
    this.#pending = new PendingChange();
    const before = this.#steps;
    this.#steps = new RunningSteps(store.engine.activities(), store.engine.runningApps());
    const touched = await updateStore(store, change);
    if (touched === 'root') {
      this.#changed.fire(undefined);
      return;
    }
    for (const key of this.#steps.changedSince(before)) addRows(store, key, touched);
    // A row that was never drawn has nothing to be drawn again.
    const fired = [...touched].filter((node) => appearance(treeItemOf(node, this.#steps)) !== node.shown);
    if (fired.length > 0) this.#changed.fire(fired);
  }

  #showMessage(): void {
    const loaded = [...(this.#store?.loadedPipelines() ?? [])].filter((node) => node.apps !== null);
    const shown = loaded.reduce((sum, node) => sum + node.apps!.length, 0);
    const total = loaded.reduce((sum, node) => sum + node.record.generation.total, 0);
    const counts =
      this.filter === 'attention'
        ? l10n.t('{0} of {1} apps shown: those that need attention', shown, total)
        : null;
    const message = [this.#notice, counts].filter((line) => line !== null).join('\n');
    if ((this.view.message ?? '') !== message) this.view.message = message;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function addRows(store: TreeStore, key: string, rows: Set<TreeNode>): void {
  const id = Number(key.slice(key.indexOf('/') + 1));
  const isJob = key.startsWith('job/');
  // An app shows the steps of its subtasks, which need not be loaded themselves.
  if (!isJob)
    for (const app of store.loadedApps()) if (app.record.mainTaskStatus === 'running') rows.add(app);
  const node = isJob ? store.loadedApp(id) : store.loadedSubtask(id);
  if (!node) return;
  rows.add(node);
  if (node.kind === 'subtask') for (const run of node.toolRuns ?? []) rows.add(run);
}
