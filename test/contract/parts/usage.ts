import assert from 'node:assert/strict';
import type { RecordedAnswer } from '../../../src/engine/domain/answers.ts';
import type { UsageRecord } from '../../../src/engine/domain/usage.ts';
import { findApp } from '../../../src/engine/store/queries/apps.ts';
import { readSpending } from '../../../src/engine/store/queries/budgets.ts';
import { expectedOutput } from '../../../src/engine/store/queries/expected-output.ts';
import { listOpenJobs } from '../../../src/engine/store/queries/open-jobs.ts';
import { readStatus } from '../../../src/engine/store/queries/status.ts';
import { listAttempts } from '../../../src/engine/store/queries/subtasks.ts';
import { contractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';
import { brokenInvariants } from '../every-answer.ts';

const model = 'remote/model';
const usd = (value: number, basis: 'reported' | 'estimated') => ({ usd: value, basis });

export function usageContract(source: StoreSource): void {
  const bench = contractBench(source);

  /** A step of a job's next attempt, answered. @returns the attempt */
  async function answer(
    pipelineId: number,
    jobId: number,
    took: Pick<RecordedAnswer, 'usage' | 'cost'>[],
  ): Promise<number> {
    bench.driver.tick(3_600_000);
    const [claim] = await bench.driver.claimJobs([jobId]);
    for (const [index, each] of took.entries()) {
      const key = {
        pipelineId,
        jobId,
        attemptId: claim!.attemptId,
        step: index ? `continue-${index}` : 'generate',
      };
      await bench.driver.ledger.record(key, { requestBlob: 'r', answerBlob: 'a', ...each });
    }
    await bench.driver.failJob(claim!, 'truncated');
    return claim!.attemptId;
  }

  it('sums what answers took and cost by attempt, job and pipeline, and says what is missing', async () => {
    const { driver, store } = bench;
    const id = await bench.start({ models: [model], replicates: 2 });
    const [first, second] = await bench.ids('jobs');
    const one = await answer(id, first!, [
      { usage: { inputTokens: 100, outputTokens: 10 }, cost: usd(0.1, 'reported') },
      { usage: { inputTokens: 200, outputTokens: 20 }, cost: usd(0.2, 'reported') },
    ]);
    await answer(id, first!, [
      { usage: { inputTokens: 300, outputTokens: 30 }, cost: usd(0.000000004, 'estimated') },
      { usage: null, cost: null },
    ]);
    await answer(id, second!, [{ usage: null, cost: null }]);

    const ofAttempts = async (kind: 'job' | 'subtask', of: number) =>
      (await store.read((db) => listAttempts(db, { kind, id: of }))).map(({ usage }) => usage);
    const reported: UsageRecord = {
      ...{ calls: 2, inputTokens: 300, outputTokens: 30, uncountedCalls: 0 },
      ...{ costUsd: 0.3, costBasis: 'reported', unpricedCalls: 0 },
    };
    const estimated: UsageRecord = {
      ...{ calls: 2, inputTokens: 300, outputTokens: 30, uncountedCalls: 1 },
      ...{ costUsd: 0.000000004, costBasis: 'estimated', unpricedCalls: 1 },
    };
    assert.deepEqual(await ofAttempts('job', first!), [reported, estimated]);
    const ofJob: UsageRecord = {
      ...{ calls: 4, inputTokens: 600, outputTokens: 60, uncountedCalls: 1 },
      ...{ costUsd: 0.300000004, costBasis: 'mixed', unpricedCalls: 1 },
    };
    assert.deepEqual((await store.read((db) => findApp(db, '/state', first!)))?.usage, ofJob);
    const whole = { ...ofJob, calls: 5, uncountedCalls: 2, unpricedCalls: 2 };
    assert.deepEqual((await bench.pipeline(id))?.usage, whole);
    const [status] = (await store.read((db) => readStatus(db, id))).pipelines;
    assert.deepEqual([status?.cost, status?.usage], [0.300000004, whole]);
    const [job, other] = status?.generation.jobs ?? [];
    assert.deepEqual([job?.usage, job?.attempts[0]?.usage], [ofJob, reported]);
    assert.deepEqual(
      [other?.usage?.inputTokens, other?.usage?.costUsd, other?.usage?.calls],
      [null, null, 1],
    );
    assert.deepEqual(await brokenInvariants(store), []);

    await store.write((tx) => tx.deleteFrom('attempts').where('id', '=', one).execute());
    assert.equal((await bench.pipeline(id))?.usage?.calls, 3);
    await driver.retry({ kind: 'failed', pipelineId: id });
  });

  it('counts no answer of a program', async () => {
    const id = await bench.start();
    const [job] = await bench.ids('jobs');
    await answer(id, job!, [{ usage: null, cost: null }]);
    assert.equal((await bench.pipeline(id))?.usage, null);
    assert.equal((await bench.store.read((db) => readStatus(db, id))).pipelines[0]?.cost, null);
  });

  it('keeps the budget of the file, until it is changed', async () => {
    const free = await bench.start();
    assert.equal((await bench.pipeline(free))?.budget, null);
    assert.equal(await bench.store.read((db) => readSpending(db, free)), null);
    const id = await bench.start({ models: [model], budget: { maxCostUsd: 0.3 } });
    assert.deepEqual((await bench.pipeline(id))?.budget, { maxCostUsd: 0.3, maxTokens: null });
    await bench.driver.setBudget(id, { maxTokens: 5_000 });
    const job = (await bench.ids('jobs')).at(-1)!;
    await answer(id, job, [{ usage: { inputTokens: 40, outputTokens: 2 }, cost: usd(0.1, 'reported') }]);
    assert.deepEqual(await bench.store.read((db) => readSpending(db, id)), {
      limits: { nanoUsd: 300_000_000, tokens: 5_000 },
      spent: { nanoUsd: 100_000_000, tokens: 42 },
    });
    await bench.driver.setBudget(id, { maxCostUsd: null, maxTokens: null });
    assert.equal((await bench.pipeline(id))?.budget, null);
  });

  it('expects the median of earlier answers, of the same template before all', async () => {
    const { store } = bench;
    const expected = (template: string) => store.read((db) => expectedOutput(db, model, template));
    assert.deepEqual(await expected('a'), { tokens: 12_000, basis: 'assumed', answers: 0 });
    const id = await bench.start({ models: [model], templates: ['a', 'b'], replicates: 3 });
    const jobs = await bench.ids('jobs');
    for (const [index, outputTokens] of [5, 900, 7].entries()) {
      const took = { usage: { inputTokens: 1, outputTokens }, cost: null };
      await answer(id, jobs[index]!, [took, { usage: { inputTokens: 1, outputTokens: 1 }, cost: null }]);
    }
    assert.deepEqual(await expected('a'), { tokens: 7, basis: 'template', answers: 3 });
    assert.deepEqual(await expected('b'), { tokens: 7, basis: 'model', answers: 3 });
  });

  it('tells what is still to be done', async () => {
    const id = await bench.start({ models: [model], templates: ['a', 'b'], replicates: 2 });
    const [first] = await bench.ids('jobs');
    const [claim] = await bench.driver.claimJobs([first!]);
    await bench.driver.completeJob(claim!);
    assert.deepEqual(await bench.store.read((db) => listOpenJobs(db, id)), [
      { model, template: 'a', stack: 's', count: 1 },
      { model, template: 'b', stack: 's', count: 2 },
    ]);
  });
}
