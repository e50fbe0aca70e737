import assert from 'node:assert/strict';
import { StoredCallBudget } from '../../../src/engine/budget/call-budget.ts';
import type { CallBudget } from '../../../src/engine/domain/budget.ts';
import type { ExecutionContext, GenerationTask } from '../../../src/engine/domain/executors.ts';
import { StoredAnswerLedger } from '../../../src/engine/store/answer-ledger.ts';
import { setBudget } from '../../../src/engine/store/transitions/budgets.ts';
import { retryTarget } from '../../../src/engine/store/transitions/retry.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import type { SchedulerBench } from '../../support/scheduler-bench.ts';

const width = 4;
const capabilities = { providers: ['one'], trusted: true };
const settings = { 'generation.maxWorkers': width };
const wide = { 'generation.maxConcurrent': width };
/** With 12 000 tokens assumed of the first answers a call is expected to take $0.12. */
const prices = { price: async () => ({ inputPerMillionUsd: 0, outputPerMillionUsd: 10 }) };
const matrix = { models: ['one/a'], templates: ['a'], services: [] };

/** Makes the bench's jobs ask a model that is held to the budget, and counts the calls. */
function asking(bench: SchedulerBench, call: (task: GenerationTask) => Promise<number> | number) {
  const budget: CallBudget = new StoredCallBudget({ store: bench.store, prices });
  const ledger = new StoredAnswerLedger(bench.store, Date.now);
  const calls = { made: 0, running: 0, most: 0 };
  bench.executors.onGenerate = async (task: GenerationTask, { signal }: ExecutionContext) => {
    const { pipelineId, jobId, attemptId, model, template } = task;
    const share = await budget.reserve({ pipelineId, model, template, promptCharacters: 0 }, signal);
    try {
      calls.made++;
      calls.most = Math.max(calls.most, ++calls.running);
      const usd = await call(task);
      const usage = { inputTokens: 0, outputTokens: Math.round(usd * 100_000) };
      const cost = { usd, basis: 'reported' as const };
      const key = { pipelineId, jobId, attemptId, step: 'generate' };
      await ledger.record(key, { requestBlob: '0'.repeat(64), answerBlob: '0'.repeat(64), usage, cost });
    } finally {
      calls.running--;
      share.release();
    }
  };
  return calls;
}

describe('a pipeline with a budget', () => {
  const { open } = schedulerBenches();

  it('stops at it at full width, keeps what is done, and fails the rest at once without a call', async () => {
    const bench = await open({ settings, capabilities });
    const calls = asking(bench, () => 0.12);
    const id = await bench.createPipeline({ ...matrix, replicates: 20, budget: { maxCostUsd: 0.65 } }, wide);
    assert.equal((await bench.settled(id)).status, 'partial_success');
    const { generation, cost } = await statusOf(bench, id);
    assert.deepEqual([calls.made, generation.completed, generation.failed], [5, 5, 15]);
    assert.equal(cost, 0.6);
    for (const { error, attempts, status } of generation.jobs) {
      if (status !== 'failed') continue;
      assert.deepEqual([error?.errorClass, attempts.length, attempts[0]!.usage], ['budget', 1, null]);
    }
  });

  it('lets calls take turns where they may take more than they do, and refuses none that would fit', async () => {
    const bench = await open({ settings, capabilities });
    // Of 0.25 two may take 0.12 at first; in the end all twenty take 0.2 together.
    const calls = asking(bench, () => 0.01);
    const id = await bench.createPipeline({ ...matrix, replicates: 20, budget: { maxCostUsd: 0.25 } }, wide);
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.equal(calls.made, 20);
  });

  it('goes on when the budget is raised and what it has stopped is retried', async () => {
    const bench = await open({ settings, capabilities });
    const calls = asking(bench, () => 0.12);
    const id = await bench.createPipeline({ ...matrix, replicates: 6, budget: { maxCostUsd: 0.3 } }, wide);
    await bench.settled(id);
    assert.equal(calls.made, 2);
    await bench.store.write((tx) => setBudget(tx, id, { maxCostUsd: 1 }));
    await bench.store.write((tx) => retryTarget(tx, { kind: 'failed', pipelineId: id }, Date.now()));
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.equal(calls.made, 6);
  });

  it('knows after a kill what was spent before it, and holds no share for calls that are gone', async () => {
    const first = await open({ settings, capabilities });
    const under = Promise.withResolvers<void>();
    const never = new Promise<number>(() => {});
    let hanging = 0;
    asking(first, ({ replicate }) => {
      if (replicate <= 2) return 0.12;
      if (++hanging === 2) under.resolve();
      return never;
    });
    const id = await first.createPipeline({ ...matrix, replicates: 8, budget: { maxCostUsd: 0.5 } }, wide);
    await first.until(id, async ({ generation }) => generation.completed === 2);
    await under.promise;
    await first.abandon();

    const second = await open({ settings, capabilities });
    const calls = asking(second, () => 0.12);
    await second.settled(id);
    const { generation, cost } = await statusOf(second, id);
    assert.deepEqual([calls.made, generation.completed, generation.failed, cost], [2, 4, 4, 0.48]);
  });

  it('is nobody else’s budget', async () => {
    const bench = await open({ settings, capabilities });
    asking(bench, () => 0.12);
    const held = await bench.createPipeline({ ...matrix, replicates: 3, budget: { maxTokens: 1 } }, wide);
    const free = await bench.createPipeline({ ...matrix, replicates: 3 }, wide);
    assert.equal((await bench.settled(free)).status, 'completed');
    assert.equal((await bench.settled(held)).status, 'failed');
  });
});
