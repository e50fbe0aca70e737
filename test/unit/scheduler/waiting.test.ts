import assert from 'node:assert/strict';
import { cancelPipeline } from '../../../src/engine/store/transitions/control.ts';
import { schedulerBenches } from '../../support/scheduler-bench.ts';

describe('a subtask that only waits', () => {
  const { open } = schedulerBenches();
  const services = [{ service: 'static-analyzer' as const, tools: ['eslint' as const] }];

  it('gives its place to others, and goes on once it has one again', async () => {
    const bench = await open({ settings: { 'analysis.maxWorkers': 1 } });
    const built = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    const events: string[] = [];
    let working = 0;
    bench.executors.onAnalyze = async (_task, { waiting }) => {
      assert.equal(++working, 1, 'one place');
      if (events.length === 0) {
        events.push('the first waits');
        working--;
        waiting!.begin();
        waiting!.begin();
        first.resolve();
        await built.promise;
        await waiting!.end();
        await waiting!.end();
        assert.equal(++working, 1, 'one place');
        events.push('the first goes on');
      } else {
        events.push('the second begins');
        built.resolve();
        // The build is over, and the place is taken.
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        events.push('the second ends');
      }
      working--;
      return undefined;
    };
    const id = await bench.createPipeline({ templates: ['a', 'b'], services });
    await first.promise;
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.deepEqual(events.slice(0, 4), [
      'the first waits',
      'the second begins',
      'the second ends',
      'the first goes on',
    ]);
  });

  it('is stopped by a cancel while it waits for its place', async () => {
    const bench = await open({ settings: { 'analysis.maxWorkers': 1 } });
    const waits = Promise.withResolvers<void>();
    bench.executors.onAnalyze = async (_task, { waiting, signal }) => {
      waiting!.begin();
      waits.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await waiting!.end();
      return undefined;
    };
    const id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'], services });
    await waits.promise;
    bench.scheduler.stopAttempts(await bench.store.write((tx) => cancelPipeline(tx, id, Date.now())));
    assert.equal((await bench.settled(id)).status, 'cancelled');
  });
});
