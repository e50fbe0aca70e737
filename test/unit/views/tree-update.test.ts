import assert from 'node:assert/strict';
import { FakeEngine } from './support/fake-engine.ts';
import { appRecord, pipelineRecord, subtaskRecord, toolRunRecord } from './support/records.ts';
import { TreeStore } from '../../../src/views/tree/tree-store.ts';
import { PendingChange, updateStore } from '../../../src/views/tree/tree-update.ts';

async function loaded() {
  const engine = new FakeEngine();
  engine.pipelineRecords.push(pipelineRecord());
  engine.appRecords.push(
    appRecord({ jobId: 1, mainTaskId: null, mainTaskStatus: null }),
    appRecord({ jobId: 2 }),
  );
  engine.subtaskRecords.push(subtaskRecord({ id: 1, mainTaskId: 2, jobId: 2, status: 'running' }));
  engine.toolRunRecords.push(toolRunRecord({ id: null, status: null }));
  const store = new TreeStore(engine.asEngine(), 'all');
  const [pipeline] = await store.roots();
  const apps = await store.children(pipeline);
  const [subtask] = await store.children(apps[1]);
  const [toolRun] = await store.children(subtask);
  return { engine, store, pipeline: pipeline!, apps, subtask: subtask!, toolRun: toolRun! };
}

function change(
  changes: Partial<Record<'pipelines' | 'jobs' | 'mainTasks' | 'subtasks', number[]>>,
): PendingChange {
  const pending = new PendingChange();
  const { pipelines = [], jobs = [], mainTasks = [], subtasks = [] } = changes;
  pending.add({
    pipelines: new Set(pipelines),
    jobs: new Set(jobs),
    mainTasks: new Set(mainTasks),
    subtasks: new Set(subtasks),
    reset: false,
  });
  return pending;
}

describe('a change', () => {
  it('touches its own rows only, which keep their identity', async () => {
    const { engine, store, pipeline } = await loaded();
    engine.pipelineRecords[0] = pipelineRecord({ status: 'paused' });
    const touched = await updateStore(store, change({ pipelines: [1] }));
    assert.deepEqual(touched, new Set([pipeline]));
    assert.equal(pipeline.record.status, 'paused');
  });

  it('of a subtask brings its tool runs and its app up to date', async () => {
    const { engine, store, apps, subtask, toolRun } = await loaded();
    engine.toolRunRecords[0] = toolRunRecord({ id: 4 });
    engine.subtaskRecords[0] = subtaskRecord({ id: 1, mainTaskId: 2, jobId: 2 });
    const touched = await updateStore(store, change({ subtasks: [1] }));
    assert.deepEqual(touched, new Set([apps[1], subtask, toolRun]));
    assert.equal(toolRun.kind === 'toolRun' && toolRun.record.id, 4);
  });

  it('of a main task that is new finds its app, and the app then shows its subtasks', async () => {
    const { engine, store, apps } = await loaded();
    engine.appRecords[0] = appRecord({ jobId: 1, mainTaskId: 7, mainTaskStatus: 'pending' });
    engine.subtaskRecords.push(subtaskRecord({ id: 70, mainTaskId: 7 }));
    const touched = await updateStore(store, change({ mainTasks: [7] }));
    assert.deepEqual(touched, new Set([apps[0]]));
    assert.deepEqual(
      (await store.children(apps[0])).map(({ id }) => id),
      ['subtask/70'],
    );
  });

  it('of a pipeline that is not known is one of the list', async () => {
    const { engine, store } = await loaded();
    engine.pipelineRecords.push(pipelineRecord({ id: 2 }));
    assert.equal(await updateStore(store, change({ pipelines: [2] })), 'root');
    assert.deepEqual(
      (await store.roots()).map(({ id }) => id),
      ['pipeline/2', 'pipeline/1'],
    );
  });

  it('of a pipeline that was deleted takes its rows out, loaded or not', async () => {
    const { engine, store } = await loaded();
    engine.pipelineRecords.push(pipelineRecord({ id: 2 }));
    await updateStore(store, change({ pipelines: [2] }));
    await store.roots();
    engine.pipelineRecords.shift();
    engine.appRecords.splice(0);
    engine.subtaskRecords.splice(0);
    assert.equal(await updateStore(store, change({ pipelines: [1], jobs: [1, 2], subtasks: [1] })), 'root');
    assert.deepEqual(
      (await store.roots()).map(({ id }) => id),
      ['pipeline/2'],
    );
    assert.deepEqual(
      [store.loadedPipeline(1), store.loadedApp(2), store.loadedSubtask(1)],
      [null, null, null],
    );
    assert.equal(await store.findApp(2), null);
  });

  it('of what is not loaded costs no query and touches nothing', async () => {
    const { engine, store } = await loaded();
    const { queries } = engine;
    assert.deepEqual(await updateStore(store, change({ jobs: [77], subtasks: [78] })), new Set());
    assert.equal(engine.queries, queries);
  });

  it('that resets makes everything be read again', async () => {
    const { engine, store, pipeline } = await loaded();
    engine.appRecords.splice(1);
    const pending = new PendingChange();
    const none = new Set<number>();
    pending.add({ pipelines: none, jobs: none, mainTasks: none, subtasks: none, reset: true });
    assert.equal(await updateStore(store, pending), 'root');
    assert.equal((await store.children(pipeline)).length, 1);
  });
});
