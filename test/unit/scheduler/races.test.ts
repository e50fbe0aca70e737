import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { finishPipeline } from '../../../src/engine/scheduler/pipeline-status.ts';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import {
  cancelPipeline,
  pausePipeline,
  resumePipeline,
} from '../../../src/engine/store/transitions/control.ts';
import { retryFailed, retrySubtask } from '../../../src/engine/store/transitions/retry.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import { untilStopped } from '../../support/scripted-executors.ts';

describe('races', () => {
  const { folder, open } = schedulerBenches();

  it('a retry between plan and finish keeps the pipeline open', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
    await bench.settled(id);
    const [task] = (await statusOf(bench, id)).analysis.mainTasks;
    // As if the plan to finish had been made just before the retry.
    bench.executors.onAnalyze = (_task, context) => untilStopped(context);
    await bench.store.write((tx) => retrySubtask(tx, task!.subtasks[0]!.id, Date.now()));
    const { store } = bench;
    const deps = { store, configuration: defaultConfiguration, log: new Log(() => {}), now: Date.now };
    await finishPipeline(deps, id);
    assert.equal((await statusOf(bench, id)).status, 'running');
  });

  it('an app that cannot be put in its place is given up after its retries, and can be retried', async () => {
    const bench = await open();
    mkdirSync(path.join(folder(), 'apps'), { recursive: true });
    const inTheWay = path.join(folder(), 'apps', 'builtin+flawed');
    writeFileSync(inTheWay, '');
    const id = await bench.createPipeline(
      { templates: ['a'], services: [{ service: 'static-analyzer', tools: ['eslint'] }] },
      { 'tasks.maxCreationRetries': 0 },
    );
    assert.equal((await bench.settled(id)).status, 'partial_success');
    assert.deepEqual((await statusOf(bench, id)).analysis.retryableApps, ['builtin/flawed:1']);
    rmSync(inTheWay);
    assert.equal(await bench.store.write((tx) => retryFailed(tx, id, Date.now())), 1);
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.equal(bench.executors.generated.length, 2, 'what was generated is not generated again');
  });

  it('work that is told to stop keeps its place until it has stopped', async () => {
    const bench = await open({ settings: { 'analysis.maxWorkers': 1, 'generation.maxWorkers': 1 } });
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const stubborn = async (signal: AbortSignal) => {
      if (!signal.aborted) await once(signal, 'abort');
      await gate;
      throw new AssayError('cancelled', 'stopped at last');
    };
    bench.executors.onGenerate = (_task, context) => stubborn(context.signal);
    const first = await bench.createPipeline({ services: [] });
    await bench.until(first, (pipeline) => pipeline.generation.running === 1);
    // Claimed, it has not begun yet.
    while (bench.executors.generated.length === 0) await new Promise(setImmediate);
    bench.scheduler.stopAttempts(await bench.store.write((tx) => cancelPipeline(tx, first, Date.now())));

    bench.executors.onGenerate = () => undefined;
    const second = await bench.createPipeline({ services: [] });
    await bench.until(second, (pipeline) => pipeline.status === 'running');
    assert.equal(bench.executors.generated.length, 1, 'nothing was claimed beside the work that is stopping');
    release();
    assert.equal((await bench.settled(second)).status, 'completed');
    assert.equal(bench.executors.most.jobs, 1);
  });

  it('work that is told to stop keeps the place of its pipeline, and what follows it is not claimed before', async () => {
    const bench = await open({ settings: { 'analysis.maxWorkers': 2 } });
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    bench.executors.onAnalyze = async () => {
      begin();
      await gate;
    };
    const id = await bench.createPipeline(
      { services: [{ service: 'static-analyzer', tools: ['eslint'] }] },
      { 'analysis.maxConcurrent': 1 },
    );
    await begun;
    bench.scheduler.stopAttempts(await bench.store.write((tx) => cancelPipeline(tx, id, Date.now())));
    await bench.store.write((tx) => retryFailed(tx, id, Date.now()));
    const other = await bench.createPipeline({ services: [] });
    await bench.settled(other);
    const { analysis } = await statusOf(bench, id);
    const statuses = analysis.mainTasks.flatMap(({ subtasks }) => subtasks.map(({ status }) => status));
    assert.ok(statuses.length > 0 && !statuses.includes('running'), 'it waits, as it says');
    release();
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.equal(bench.executors.most.subtasks, 1);
  });

  it('pause, resume, cancel and retry said in one breath end in a state that can go on', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ replicates: 3 });
    await bench.until(id, (pipeline) => pipeline.generation.completed > 0);
    const { store, scheduler } = bench;
    const [, , , attempts] = await Promise.all([
      store.write((tx) => pausePipeline(tx, id, Date.now())),
      store.write((tx) => resumePipeline(tx, id, Date.now())),
      store.write((tx) => pausePipeline(tx, id, Date.now())),
      store.write((tx) => cancelPipeline(tx, id, Date.now())),
      store.write((tx) => retryFailed(tx, id, Date.now())),
    ]);
    scheduler.stopAttempts(attempts);
    const pipeline = await bench.settled(id);
    assert.equal(pipeline.status, 'completed');
    assert.deepEqual([pipeline.generation.completed, pipeline.analysis.completed], [12, 12]);
  });
});
