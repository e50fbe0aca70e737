import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { listAttempts } from '../../../src/engine/store/queries/subtasks.ts';
import { completeJob } from '../../../src/engine/store/transitions/jobs.ts';
import { SchedulerBench, schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import { ScriptedExecutors, untilStopped } from '../../support/scripted-executors.ts';

describe('the scheduler', () => {
  const { folder, open } = schedulerBenches();

  it('takes a pipeline through generation and analysis to its end', async () => {
    const bench = await open();
    const id = await bench.createPipeline();
    const pipeline = await bench.settled(id);
    assert.equal(pipeline.status, 'completed');
    assert.deepEqual([pipeline.generation.completed, pipeline.analysis.completed], [4, 4]);
    const { analysis, generation } = await statusOf(bench, id);
    assert.deepEqual(
      generation.jobs.map((job) => job.app),
      ['builtin/baseline:1', 'builtin/flawed:1', 'builtin/baseline:2', 'builtin/flawed:2'],
    );
    assert.equal(new Set(analysis.mainTaskIds).size, 4);
    assert.deepEqual([...analysis.submittedApps].sort(), generation.jobs.map((job) => job.app).sort());
    assert.equal(analysis.subtaskIds.length, 8);
    assert.ok(
      analysis.mainTasks.every((task) => task.subtasks.every((subtask) => subtask.status === 'completed')),
    );
  });

  it('keeps to the widths, and gives load tests the machine', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ replicates: 4 });
    await bench.settled(id);
    assert.equal(bench.executors.generated.length, 16);
    assert.ok(bench.executors.most.jobs <= 2, `${bench.executors.most.jobs} jobs at once`);
    assert.ok(bench.executors.most.subtasks <= 3, `${bench.executors.most.subtasks} subtasks at once`);
    assert.equal(bench.executors.most.besideLoad, 0);
  });

  it('holds analysis back behind a barrier', async () => {
    const bench = await open();
    let open_ = 4;
    bench.executors.onGenerate = () => void open_--;
    bench.executors.onAnalyze = () => assert.equal(open_, 0);
    const id = await bench.createPipeline({ stages: 'barrier' });
    assert.equal((await bench.settled(id)).status, 'completed');
  });

  it('tries again what may get better, keeps each attempt, and leaves what cannot', async () => {
    const bench = await open();
    bench.executors.onGenerate = (task) => {
      if (task.template === 'b') throw new AssayError('auth', 'no key', { hint: 'Add one.' });
      if (bench.executors.generated.filter((other) => other.jobId === task.jobId).length === 1) {
        throw new AssayError('transient', 'reset');
      }
    };
    const id = await bench.createPipeline();
    const pipeline = await bench.settled(id);
    assert.equal(pipeline.status, 'partial_success');
    const { jobs } = (await statusOf(bench, id)).generation;
    const tries = jobs.map((job) => [
      job.status,
      job.attempts.map((attempt) => attempt.error?.errorClass ?? null),
    ]);
    assert.deepEqual(tries, [
      ['completed', ['transient', null]],
      ['completed', ['transient', null]],
      ['failed', ['auth']],
      ['failed', ['auth']],
    ]);
    assert.deepEqual([jobs[3]!.error?.message, jobs[3]!.error?.hint], ['no key', 'Add one.']);
  });

  it('takes no late result of an attempt that is over', async () => {
    const bench = await open();
    const id = await bench.createPipeline();
    await bench.settled(id);
    const [attempt] = await bench.store.read((db) => listAttempts(db, { kind: 'job', id: 1 }));
    const late = await bench.store.write((tx) =>
      completeJob(
        tx,
        { attemptId: attempt!.id, token: 'guessed' },
        { path: 'apps/x/1/r9', revision: 9, manifestBlob: '', groundTruthBlob: null, remarks: [], now: 0 },
      ),
    );
    assert.equal(late, null);
  });

  it('goes on after an abrupt end, and generates no finished app again', async () => {
    const first = await open();
    first.executors.onAnalyze = (_task, context) => untilStopped(context);
    const id = await first.createPipeline();
    await first.until(id, async (pipeline) => {
      const { mainTasks } = (await statusOf(first, id)).analysis;
      const analysing = mainTasks.some((task) => task.status === 'running');
      return analysing && pipeline.generation.completed === 4;
    });
    await first.abandon();

    const second = await open();
    assert.equal((await second.settled(id)).status, 'completed');
    assert.equal(second.executors.generated.length, 0);
    const attempts = (await statusOf(second, id)).analysis.mainTasks.flatMap((task) =>
      task.subtasks.flatMap((subtask) => subtask.attempts.map((attempt) => attempt.status)),
    );
    assert.ok(attempts.includes('interrupted'));
    assert.equal(attempts.filter((status) => status === 'succeeded').length, 8);
  });

  it('gives up what ends the process three times in a row', async () => {
    const executors = new ScriptedExecutors();
    executors.onGenerate = (task, context) => (task.template === 'a' ? untilStopped(context) : undefined);
    let id = 0;
    for (let round = 0; round < 3; round++) {
      const bench = await SchedulerBench.open(folder(), { executors });
      const settings = { 'generation.maxConcurrent': 1 };
      if (round === 0)
        id = await bench.createPipeline({ models: ['builtin/baseline'], services: [] }, settings);
      await bench.until(id, (pipeline) => pipeline.generation.running > 0);
      await bench.abandon();
    }
    const last = await open({ executors });
    const pipeline = await last.settled(id);
    assert.deepEqual([pipeline.generation.failed, pipeline.generation.completed], [1, 1]);
    assert.match((await statusOf(last, id)).generation.jobs[0]!.error!.message, /three times|3 times/i);
  });

  it('does not count an orderly shutdown as a crash, and leaves nothing running', async () => {
    const executors = new ScriptedExecutors();
    executors.onGenerate = (_task, context) => untilStopped(context);
    let id = 0;
    for (let round = 0; round < 4; round++) {
      const bench = await SchedulerBench.open(folder(), { executors });
      if (round === 0) id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
      await bench.until(id, (pipeline) => pipeline.generation.running === 1);
      await bench.scheduler.stop(0, 1_000);
      const { jobs } = (await statusOf(bench, id)).generation;
      assert.equal(jobs[0]!.status, 'pending');
      await bench.store.close();
    }
    executors.onGenerate = () => undefined;
    const last = await open({ executors });
    assert.equal((await last.settled(id)).status, 'completed');
  });

  it('takes nothing for lost that comes after it has ended', async () => {
    const bench = await SchedulerBench.open(folder());
    const [begun, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    bench.executors.onGenerate = () => {
      begun.resolve();
      return ending.promise;
    };
    await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
    await begun.promise;
    await bench.scheduler.stop(0, 0);
    await bench.store.close();
    ending.resolve();
    const told = () => bench.log.find(({ message }) => message.includes('The state folder is closed.'));
    while (!told()) await setImmediate();
    assert.deepEqual(
      [told()?.level, told()?.message],
      ['info', 'A result came too late: The state folder is closed.'],
    );
  });

  it('does not submit an app whose files are not as generated; it can be retried, others go on', async () => {
    const bench = await open();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    bench.executors.onGenerate = (task) => (task.template === 'b' ? gate : undefined);
    const id = await bench.createPipeline(
      { models: ['builtin/baseline'], stages: 'barrier' },
      { 'tasks.maxCreationRetries': 0 },
    );
    await bench.until(id, (pipeline) => pipeline.generation.completed === 1);
    const app = path.join(bench.store.folder.apps, 'builtin+baseline', '1', 'r1');
    // The files get their place a moment after the job is recorded.
    await bench.until(id, () => bench.executors.generated.length === 2);
    release();
    await bench.until(id, (pipeline) => {
      rmSync(path.join(app, 'main.js'), { force: true });
      return pipeline.generation.completed === 2;
    });
    assert.equal((await bench.settled(id)).status, 'partial_success');
    const { analysis } = await statusOf(bench, id);
    assert.deepEqual(analysis.retryableApps, ['builtin/baseline:1']);
    assert.deepEqual(analysis.submittedApps, ['builtin/baseline:2']);
  });
});
