import assert from 'node:assert/strict';
import { maxInterruptions } from '../../../src/engine/domain/retry-policy.ts';
import { contractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';
import { followPlan, runToEnd } from '../follow-plan.ts';

export function controlContract(source: StoreSource): void {
  const bench = contractBench(source);

  it('pauses, resumes and cancels, each safe to say twice', async () => {
    const { driver } = bench;
    const id = await bench.start({ templates: ['a', 'b'] });
    const status = async () => (await bench.pipeline(id))?.status;
    for (let twice = 0; twice < 2; twice++) await driver.pause(id);
    assert.equal(await status(), 'paused');
    for (let twice = 0; twice < 2; twice++) await driver.resume(id);
    assert.equal(await status(), 'running');
    const [claimed] = await driver.claimJobs((await bench.ids('jobs')).slice(0, 1));
    assert.deepEqual(await driver.cancel(id), [claimed!.attemptId]);
    assert.deepEqual(await driver.cancel(id), []);
    assert.equal(await status(), 'cancelled');
    assert.deepEqual(await bench.statuses('jobs'), ['cancelled', 'cancelled']);
    assert.deepEqual(await bench.statuses('attempts'), ['cancelled']);
    assert.equal(await driver.completeJob(claimed!), null);
  });

  it('retries all that was lost, and nothing else', async () => {
    const { driver } = bench;
    const id = await bench.start({ templates: ['a', 'b'], services: [] });
    const [one, other] = await driver.claimJobs(await bench.ids('jobs'));
    await driver.publish((await driver.completeJob(one!))!);
    await driver.failJob(other!, 'auth');
    await driver.finishPipeline(id);
    assert.equal((await bench.pipeline(id))?.status, 'partial_success');
    assert.deepEqual(await driver.retry({ kind: 'failed', pipelineId: id }), { retried: 1, pipelineId: id });
    assert.deepEqual(await driver.retry({ kind: 'failed', pipelineId: id }), { retried: 0, pipelineId: id });
    assert.deepEqual(await bench.statuses('jobs'), ['completed', 'pending']);
    await runToEnd(driver);
    assert.equal((await bench.pipeline(id))?.status, 'completed');
    assert.deepEqual(await bench.statuses('attempts'), ['succeeded', 'failed', 'succeeded']);
  });

  it('measures an app again when asked to, in a pipeline that has ended', async () => {
    const { driver } = bench;
    const id = await bench.start();
    await runToEnd(driver);
    const [job] = await bench.ids('jobs');
    assert.deepEqual(await driver.retry({ kind: 'app', jobId: job! }), { retried: 3, pipelineId: id });
    assert.deepEqual(await bench.statuses('main_tasks'), ['pending']);
    assert.equal((await bench.pipeline(id))?.status, 'running');
    await runToEnd(driver);
    assert.equal((await bench.pipeline(id))?.status, 'completed');
  });

  it('puts back what an ended process left running, until it has ended too many', async () => {
    const { driver } = bench;
    await bench.start();
    const ids = await bench.ids('jobs');
    for (let crash = 1; crash <= maxInterruptions; crash++) {
      assert.deepEqual(await bench.statuses('jobs'), ['pending']);
      const [claimed] = await driver.claimJobs(ids);
      assert.equal(await driver.interruptAll(), 1);
      assert.equal(await driver.completeJob(claimed!), null);
    }
    assert.deepEqual(await bench.statuses('jobs'), ['failed']);
    assert.deepEqual(await bench.statuses('attempts'), Array(maxInterruptions).fill('interrupted'));
    assert.equal(await driver.interruptAll(), 0);
  });

  it('counts no orderly end as a crash', async () => {
    const { driver } = bench;
    await bench.start();
    for (let step = 0; step < 2; step++) await followPlan(driver);
    const [subtask] = await bench.ids('subtasks');
    for (let end = 0; end <= maxInterruptions; end++) {
      const [claimed] = await driver.claimSubtasks([subtask!]);
      await driver.interrupt(claimed!);
      await driver.interrupt(claimed!);
    }
    assert.equal((await bench.statuses('subtasks'))[0], 'pending');
  });
}
