import assert from 'node:assert/strict';
import { listApps } from '../../../src/engine/store/queries/apps.ts';
import {
  cancelPipeline,
  pausePipeline,
  resumePipeline,
} from '../../../src/engine/store/transitions/control.ts';
import { retryApp, retryFailed, retrySubtask } from '../../../src/engine/store/transitions/retry.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import { untilStopped } from '../../support/scripted-executors.ts';

describe('control of a running pipeline', () => {
  const { folder, open } = schedulerBenches();

  it('pauses: running work ends, nothing new starts; resumes where it was', async () => {
    const bench = await open();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    bench.executors.onGenerate = () => gate;
    const id = await bench.createPipeline({}, { 'generation.maxConcurrent': 1 });
    await bench.until(id, (pipeline) => pipeline.generation.running === 1);
    await bench.store.write((tx) => pausePipeline(tx, id, Date.now()));
    await bench.store.write((tx) => pausePipeline(tx, id, Date.now()));
    release();
    const paused = await bench.until(id, (pipeline) => pipeline.generation.completed === 1);
    assert.deepEqual([paused.status, paused.generation.pending], ['paused', 3]);
    await bench.store.write((tx) => resumePipeline(tx, id, Date.now()));
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.equal(bench.executors.generated.length, 4);
  });

  it('cancels: running work is stopped, open work never begins, finished work stays', async () => {
    const bench = await open();
    bench.executors.onAnalyze = (_task, context) => untilStopped(context);
    const id = await bench.createPipeline();
    await bench.until(id, (pipeline) => pipeline.analysis.total > 0 && pipeline.generation.completed === 4);
    const attempts = await bench.store.write((tx) => cancelPipeline(tx, id, Date.now()));
    bench.scheduler.stopAttempts(attempts);
    const status = await statusOf(bench, id);
    assert.equal(status.status, 'cancelled');
    assert.equal(status.generation.completed, 4);
    const subtasks = status.analysis.mainTasks.flatMap((task) =>
      task.subtasks.map((subtask) => subtask.status),
    );
    assert.deepEqual([...new Set(subtasks)], ['cancelled']);
    assert.deepEqual(await bench.store.write((tx) => cancelPipeline(tx, id, Date.now())), []);
  });

  it('retries one subtask, one app, or all that failed, and keeps the old result until then', async () => {
    const bench = await open();
    bench.executors.onAnalyze = (task) => (task.service === 'static-analyzer' ? 'failed' : 'succeeded');
    const id = await bench.createPipeline();
    assert.equal((await bench.settled(id)).status, 'partial_success');
    const failed = (await statusOf(bench, id)).analysis.mainTasks.map((task) => task.subtasks[0]!);
    assert.ok(failed.every((subtask) => subtask.status === 'failed'));

    bench.executors.onAnalyze = () => 'succeeded';
    assert.equal(await bench.store.write((tx) => retrySubtask(tx, failed[0]!.id, Date.now())), 1);
    assert.equal(
      await bench.store.write((tx) => retrySubtask(tx, failed[0]!.id, Date.now())),
      0,
      'it is open already',
    );
    await bench.settled(id);
    const apps = await bench.store.read((db) => listApps(db, folder(), id, { offset: 0, limit: 9 }));
    const other = apps.find((app) => app.mainTaskStatus === 'partial_success')!;
    assert.equal(await bench.store.write((tx) => retryApp(tx, other.jobId, Date.now())), 1);
    await bench.settled(id);
    assert.equal(await bench.store.write((tx) => retryFailed(tx, id, Date.now())), 2);
    assert.equal((await bench.settled(id)).status, 'completed');

    // A retry of what had a result: the result stays when the new attempt has none.
    bench.executors.onAnalyze = () => 'failed';
    await bench.store.write((tx) => retrySubtask(tx, failed[0]!.id, Date.now()));
    await bench.settled(id);
    const [task] = (await statusOf(bench, id)).analysis.mainTasks;
    const [subtask] = task!.subtasks;
    assert.deepEqual([subtask!.status, subtask!.tools[0]!.status], ['completed', 'succeeded']);
    assert.equal(subtask!.attempts.at(-1)!.status, 'failed');
    assert.match(subtask!.attempts.at(-1)!.error!.message, /eslint failed \(scripted\)/);

    // A retry that is cancelled before it ends is taken back.
    bench.executors.onAnalyze = (_task, context) => untilStopped(context);
    await bench.store.write((tx) => retrySubtask(tx, subtask!.id, Date.now()));
    bench.scheduler.stopAttempts(await bench.store.write((tx) => cancelPipeline(tx, id, Date.now())));
    const after = (await statusOf(bench, id)).analysis.mainTasks[0]!;
    assert.deepEqual([after.status, after.subtasks[0]!.status], ['completed', 'completed']);
    assert.equal(bench.executors.generated.length, 4);
  });
});
