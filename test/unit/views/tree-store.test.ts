import assert from 'node:assert/strict';
import { FakeEngine } from './support/fake-engine.ts';
import { appRecord, pipelineRecord, subtaskRecord, toolRunRecord } from './support/records.ts';
import { TreeStore } from '../../../src/views/tree/tree-store.ts';
import type { AppFilter } from '../../../src/views/tree/app-filter.ts';
import type { TreeNode } from '../../../src/views/tree/nodes.ts';

function storeOf(engine: FakeEngine, filter: AppFilter = 'all'): TreeStore {
  return new TreeStore(engine.asEngine(), filter);
}

const ids = (nodes: readonly TreeNode[]) => nodes.map((node) => node.id);

describe('the rows of the tree', () => {
  it('go from pipelines, newest first, to tool runs, with ids from database keys', async () => {
    const engine = new FakeEngine();
    engine.pipelineRecords.push(pipelineRecord({ id: 1 }), pipelineRecord({ id: 2 }));
    engine.appRecords.push(appRecord({ jobId: 5, pipelineId: 2, mainTaskId: 9 }));
    engine.subtaskRecords.push(subtaskRecord({ id: 3, mainTaskId: 9 }));
    engine.toolRunRecords.push(toolRunRecord({ subtaskId: 3 }));
    const store = storeOf(engine);
    const roots = await store.children();
    assert.deepEqual(ids(roots), ['pipeline/2', 'pipeline/1']);
    const [app] = await store.children(roots[0]);
    const [subtask] = await store.children(app);
    const [toolRun] = await store.children(subtask);
    assert.deepEqual(ids([app!, subtask!, toolRun!]), ['app/5', 'subtask/3', 'toolRun/3/eslint']);
  });

  it('are read once and then from memory, as the same objects', async () => {
    const engine = new FakeEngine();
    engine.pipelineRecords.push(pipelineRecord());
    engine.appRecords.push(appRecord());
    const store = storeOf(engine);
    const [root] = await store.children();
    const apps = await store.children(root);
    const { queries } = engine;
    assert.equal((await store.children())[0], root);
    assert.deepEqual(await store.children(root), apps);
    assert.equal(engine.queries, queries);
  });

  it('come 200 a page, with a row that loads more', async () => {
    const engine = new FakeEngine();
    engine.pipelineRecords.push(pipelineRecord());
    for (let jobId = 1; jobId <= 401; jobId++) engine.appRecords.push(appRecord({ jobId }));
    const store = storeOf(engine);
    const [root] = await store.roots();
    assert.ok(root);
    const counts = [];
    for (let page = 0; page < 3; page++) {
      const rows = await store.children(root);
      counts.push([rows.filter(({ kind }) => kind === 'app').length, rows.at(-1)?.kind]);
      store.showMore(root);
    }
    assert.deepEqual(counts, [
      [200, 'loadMore'],
      [400, 'loadMore'],
      [401, 'app'],
    ]);
  });

  it('show by filter only what needs attention', async () => {
    const engine = new FakeEngine();
    engine.pipelineRecords.push(pipelineRecord());
    for (let jobId = 1; jobId <= 450; jobId++) {
      engine.appRecords.push(
        appRecord({ jobId, ...(jobId % 100 === 0 ? { mainTaskStatus: 'failed' } : {}) }),
      );
    }
    const store = storeOf(engine, 'attention');
    const [root] = await store.children();
    assert.deepEqual(ids(await store.children(root)), ['app/100', 'app/200', 'app/300', 'app/400']);
  });

  it('can be found beyond the page that is shown', async () => {
    const engine = new FakeEngine();
    engine.pipelineRecords.push(pipelineRecord());
    for (let jobId = 1; jobId <= 450; jobId++) engine.appRecords.push(appRecord({ jobId }));
    const store = storeOf(engine);
    assert.equal((await store.findApp(430))?.id, 'app/430');
    assert.equal(await store.findApp(999), null);
  });

  it('hidden by the filter are not found', async () => {
    const engine = new FakeEngine();
    engine.pipelineRecords.push(pipelineRecord());
    engine.appRecords.push(appRecord());
    assert.equal(await storeOf(engine, 'attention').findApp(1), null);
  });
});
