import assert from 'node:assert/strict';
import { StoredCallBudget } from '../../../src/engine/budget/call-budget.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { ModelPrice } from '../../../src/engine/domain/models.ts';
import type { PipelineDefinition } from '../../../src/engine/domain/pipeline-file.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import { setBudget } from '../../../src/engine/store/transitions/budgets.ts';
import { StoreDriver } from '../../contract/store-driver.ts';
import { storeBench } from '../../support/store-bench.ts';

const model = 'remote/model';
/** With an assumed answer of 12 000 tokens, and none of the prompt, a call is expected to take $0.12. */
const price: ModelPrice = { inputPerMillionUsd: 0, outputPerMillionUsd: 10 };
const signal = new AbortController().signal;

describe('the budget of model calls', () => {
  const bench = storeBench();
  let store: Store;
  let driver: StoreDriver;
  const calling = (pipelineId: number) => ({ pipelineId, model, template: 'a', promptCharacters: 0 });
  const budgetOn = (prices: ModelPrice | null = price) =>
    new StoredCallBudget({ store, prices: { price: async () => prices } });

  beforeEach(async () => {
    store = await bench.open();
    driver = new StoreDriver(store);
  });

  async function pipeline(budget: PipelineDefinition['budget'], replicates = 4): Promise<number> {
    const matrix = { models: [model], templates: ['a'], replicates };
    const id = await driver.createPipeline({ ...matrix, ...(budget ? { budget } : {}) });
    await driver.startPipeline(id);
    return id;
  }

  /** Records an answer of the pipeline's first job. */
  async function spend(pipelineId: number, usd: number, tokens = 100): Promise<void> {
    const { id } = await store.read((db) =>
      db.selectFrom('jobs').select('id').where('pipeline_id', '=', pipelineId).executeTakeFirstOrThrow(),
    );
    const [claim] = await driver.claimJobs([id]);
    const key = { pipelineId, jobId: id, attemptId: claim!.attemptId, step: 'repair-1' };
    const usage = { inputTokens: tokens, outputTokens: 0 };
    const cost = { usd, basis: 'reported' as const };
    await driver.ledger.record(key, { requestBlob: 'r', answerBlob: 'a', usage, cost });
  }

  const isBudget = (says: RegExp) => (error: unknown) =>
    AssayError.is(error) && error.errorClass === 'budget' && says.test(`${error.message} ${error.hint}`);

  it('lets all pass where there is none', async () => {
    const id = await pipeline(undefined);
    for (let i = 0; i < 9; i++) await budgetOn(null).reserve(calling(id), signal);
  });

  it('refuses a call that would go over it, in words that say how to go on', async () => {
    const id = await pipeline({ maxCostUsd: 0.3 });
    await spend(id, 0.2);
    await assert.rejects(
      budgetOn().reserve(calling(id), signal),
      isBudget(/\$0\.30, of which \$0\.20 is spent.*\$0\.12.*assay retry 1 --max-cost-usd N/),
    );
    await store.write((tx) => setBudget(tx, id, { maxCostUsd: 0.32 }));
    await budgetOn().reserve(calling(id), signal);
  });

  it('counts tokens of input and output together', async () => {
    const id = await pipeline({ maxTokens: 13_000 });
    await spend(id, 0, 1_000);
    await budgetOn(null).reserve(calling(id), signal);
    await assert.rejects(
      budgetOn(null).reserve({ ...calling(id), promptCharacters: 4 }, signal),
      isBudget(/13000 tokens, of which 1000 tokens.*--max-tokens/),
    );
  });

  it('makes no call whose price nobody knows under a limit of money', async () => {
    const id = await pipeline({ maxCostUsd: 100 });
    await assert.rejects(
      budgetOn(null).reserve(calling(id), signal),
      isBudget(/nobody says.*providers\.prices/),
    );
  });

  it('expects of the next answer what earlier ones took', async () => {
    const id = await pipeline({ maxTokens: 1_000 });
    const { id: job } = await store.read((db) =>
      db.selectFrom('jobs').select('id').executeTakeFirstOrThrow(),
    );
    const [claim] = await driver.claimJobs([job]);
    const key = { pipelineId: id, jobId: job, attemptId: claim!.attemptId, step: 'generate' };
    const usage = { inputTokens: 100, outputTokens: 400 };
    await driver.ledger.record(key, { requestBlob: 'r', answerBlob: 'a', usage, cost: null });
    await budgetOn().reserve(calling(id), signal);
  });

  it('never has more under way than may be taken, and hands on what calls leave', async () => {
    const id = await pipeline({ maxCostUsd: 0.5 });
    const budget = budgetOn();
    let [running, most, begun] = [0, 0, 0];
    const full = Promise.withResolvers<void>();
    const call = async () => {
      const share = await budget.reserve(calling(id), signal, full.resolve);
      most = Math.max(most, ++running);
      begun++;
      // It takes nothing in the end, so that all of them find room one after the other.
      await full.promise;
      running--;
      share.release();
      share.release();
    };
    await Promise.all(Array.from({ length: 40 }, call));
    assert.deepEqual([most, begun], [4, 40]);
  });

  it('lets who waits be stopped, and the next one wait on', async () => {
    const id = await pipeline({ maxCostUsd: 0.2 });
    const budget = budgetOn();
    const first = await budget.reserve(calling(id), signal);
    const stop = new AbortController();
    const waiting = Promise.withResolvers<void>();
    const second = budget.reserve(calling(id), stop.signal, waiting.resolve);
    const third = budget.reserve(calling(id), signal);
    await waiting.promise;
    stop.abort('cancelled');
    await assert.rejects(second, (error) => AssayError.is(error) && error.errorClass === 'cancelled');
    first.release();
    (await third).release();
  });
});
