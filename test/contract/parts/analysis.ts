import assert from 'node:assert/strict';
import type { ToolName } from '../../../src/engine/domain/tools.ts';
import type { ClaimedSubtask } from '../../../src/engine/store/transitions/claim-subtasks.ts';
import { contractBench } from '../contract-bench.ts';
import type { ContractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';

/** Generates and publishes the app of the one job. @returns the job's id */
async function generated(
  bench: ContractBench,
  definition: Parameters<ContractBench['start']>[0] = {},
): Promise<number> {
  const { driver } = bench;
  await bench.start(definition);
  const [claimed] = await driver.claimJobs(await bench.ids('jobs'));
  await driver.publish((await driver.completeJob(claimed!))!);
  return claimed!.job.id;
}

const toolsOf = ({ subtask }: ClaimedSubtask) => JSON.parse(subtask.tools) as ToolName[];

export function analysisContract(source: StoreSource): void {
  const bench = contractBench(source);

  it('makes one main task with all its subtasks of one revision', async () => {
    const { driver, store } = bench;
    const job = await generated(bench);
    const mainTask = await driver.submit(job);
    assert.equal(await driver.submit(job), null);
    assert.deepEqual(await bench.ids('main_tasks'), [mainTask]);
    const subtasks = await store.read((db) =>
      db.selectFrom('subtasks').select(['service', 'exclusive']).orderBy('id').execute(),
    );
    assert.deepEqual(subtasks, [
      { service: 'static-analyzer', exclusive: 0 },
      { service: 'dynamic-analyzer', exclusive: 0 },
      { service: 'performance-tester', exclusive: 1 },
    ]);
    assert.equal((await bench.pipeline(1))?.analysis.total, 1);
  });

  it('makes none where no analysis is asked for', async () => {
    const { driver } = bench;
    assert.equal(await driver.submit(await generated(bench, { services: [] })), null);
    await driver.finishPipeline(1);
    assert.equal((await bench.pipeline(1))?.status, 'completed');
  });

  it('gives up a submission that has failed too often, and takes it up again by hand', async () => {
    const { driver, store } = bench;
    const job = await generated(bench);
    const submission = async () =>
      store.read(
        async (db) => (await db.selectFrom('jobs').select('submission').executeTakeFirst())?.submission,
      );
    await driver.failSubmission(job);
    assert.equal(await submission(), 'due');
    await driver.failSubmission(job);
    assert.equal(await submission(), 'given_up');
    assert.equal(await driver.submit(job), null);
    assert.deepEqual(await driver.retry({ kind: 'app', jobId: job }), { retried: 1, pipelineId: 1 });
    assert.equal(typeof (await driver.submit(job)), 'number');
  });

  it('derives what is above from the tool runs', async () => {
    const { driver } = bench;
    await driver.submit(await generated(bench));
    const [first, second, third] = await driver.claimSubtasks(await bench.ids('subtasks'));
    assert.deepEqual(await bench.statuses('main_tasks'), ['running']);
    assert.equal(await driver.completeSubtask(first!, toolsOf(first!)), 'completed');
    assert.equal(await driver.completeSubtask(second!, toolsOf(second!), 'timed_out'), 'failed');
    assert.equal(await driver.failSubtask(third!, 'unhealthy'), 'failed');
    assert.equal(await driver.completeSubtask(first!, toolsOf(first!)), null);
    assert.deepEqual(await bench.statuses('main_tasks'), ['partial_success']);
    await driver.finishPipeline(1);
    const pipeline = (await bench.pipeline(1))!;
    assert.deepEqual([pipeline.status, pipeline.analysis.completed], ['partial_success', 1]);
  });

  it('keeps the last good result until another attempt succeeds', async () => {
    const { driver, store } = bench;
    await driver.submit(await generated(bench));
    const [id] = await bench.ids('subtasks');
    const [good] = await driver.claimSubtasks([id!]);
    await driver.completeSubtask(good!, toolsOf(good!));
    await driver.retry({ kind: 'subtask', subtaskId: id! });
    const [bad] = await driver.claimSubtasks([id!]);
    assert.equal(await driver.completeSubtask(bad!, toolsOf(bad!), 'failed'), 'completed');
    const { result_attempt_id } = await store.read((db) =>
      db.selectFrom('subtasks').select('result_attempt_id').where('id', '=', id!).executeTakeFirstOrThrow(),
    );
    assert.equal(result_attempt_id, good!.attemptId);
    assert.deepEqual((await bench.statuses('attempts')).slice(1), ['succeeded', 'failed']);
  });
}
