import type { TreeStore } from './tree-store.ts';
import type { AppNode, TreeNode } from './nodes.ts';
import type { EngineChange } from '../../engine/domain/records.ts';

/** What has happened since the tree was last brought up to date. */
export class PendingChange {
  readonly pipelines = new Set<number>();
  readonly jobs = new Set<number>();
  readonly mainTasks = new Set<number>();
  readonly subtasks = new Set<number>();
  reset = false;

  add(change: EngineChange): void {
    this.reset ||= change.reset;
    for (const id of change.pipelines) this.pipelines.add(id);
    for (const id of change.jobs) this.jobs.add(id);
    for (const id of change.mainTasks) this.mainTasks.add(id);
    for (const id of change.subtasks) this.subtasks.add(id);
  }
}

/**
 * Reads again those loaded rows that a change concerns.
 * @returns the rows that were read again, or `root` when the list of pipelines is another
 */
export async function updateStore(store: TreeStore, change: PendingChange): Promise<Set<TreeNode> | 'root'> {
  if (change.reset) {
    store.forget();
    return 'root';
  }
  const touched = new Set<TreeNode>();
  let listChanged = false;
  for (const id of change.pipelines) {
    const node = store.loadedPipeline(id);
    const record = await store.engine.pipeline(id);
    if (!node || !record) {
      listChanged = true;
      if (!record) store.drop(id);
    } else {
      node.record = record;
      touched.add(node);
    }
  }
  for (const app of appsOf(store, change)) await updateApp(store, app, touched);
  for (const id of change.subtasks) {
    const node = store.loadedSubtask(id);
    const record = node && (await store.engine.subtask(id));
    if (!record) continue;
    node.record = record;
    touched.add(node);
    if (node.toolRuns) for (const run of await store.loadToolRuns(node)) touched.add(run);
  }
  if (!listChanged) return touched;
  store.forgetRoots();
  return 'root';
}

function appsOf(store: TreeStore, change: PendingChange): Set<AppNode> {
  const apps = new Set<AppNode>();
  for (const id of change.jobs) {
    const node = store.loadedApp(id);
    if (node) apps.add(node);
  }
  for (const id of change.subtasks) {
    const node = store.loadedSubtask(id);
    if (node) apps.add(node.parent);
  }
  if (change.mainTasks.size > 0) {
    for (const node of store.loadedApps()) {
      const { mainTaskId, jobStatus } = node.record;
      // A main task that is new is not in its app's record yet.
      if (mainTaskId === null ? jobStatus !== 'pending' : change.mainTasks.has(mainTaskId)) apps.add(node);
    }
  }
  return apps;
}

async function updateApp(store: TreeStore, app: AppNode, touched: Set<TreeNode>): Promise<void> {
  const record = await store.engine.app(app.record.jobId);
  if (!record) return;
  if (record.mainTaskId !== app.record.mainTaskId) app.subtasks = null;
  app.record = record;
  touched.add(app);
  if (store.filter === 'attention') {
    // What the filter shows may be another set now.
    app.parent.apps = null;
    app.parent.shown = null;
    touched.add(app.parent);
  }
}
