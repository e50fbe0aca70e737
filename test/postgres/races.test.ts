import assert from 'node:assert/strict';
import { isTerminal } from '../../src/engine/domain/status.ts';
import { listPipelines } from '../../src/engine/store/queries/pipelines.ts';
import { brokenInvariants } from '../contract/every-answer.ts';
import { followPlan } from '../contract/follow-plan.ts';
import { StoreDriver } from '../contract/store-driver.ts';
import { postgresBench } from './support/postgres-bench.ts';
import type { PostgresStore } from './support/postgres-store.ts';

const workers = 4;
const replicates = 3;

/** Whoever sees work does it, as processes that know nothing of each other. */
async function workUntilAllHasEnded(store: PostgresStore, name: string): Promise<void> {
  const driver = new StoreDriver(store, name);
  for (;;) {
    await followPlan(driver);
    const pipelines = await store.read(listPipelines);
    if (pipelines.every(({ status }) => isTerminal(status))) return;
  }
}

describe('several workers on the same pipelines', () => {
  const bench = postgresBench();

  it('do everything once, and lose nothing', async () => {
    const store = await bench.connect();
    const driver = new StoreDriver(store);
    // The same models in both: their apps are numbered together.
    for (const name of ['one', 'other']) await driver.createPipeline({ name, replicates });
    const connections = await Promise.all(Array.from({ length: workers }, () => bench.connect()));
    await Promise.all(connections.map((connection, place) => workUntilAllHasEnded(connection, `w${place}`)));

    const jobs = 2 * 2 * 2 * replicates;
    const pipelines = await store.read(listPipelines);
    assert.deepEqual(
      pipelines.map(({ status, analysis }) => [status, analysis.completed]),
      Array(2).fill(['completed', jobs / 2]),
    );
    const numbers = await store.read((db) =>
      db.selectFrom('apps').select(['model', 'number']).orderBy('model').orderBy('number').execute(),
    );
    const expected = ['builtin/baseline', 'remote/model'].flatMap((model) =>
      Array.from({ length: jobs / 2 }, (_, index) => ({ model, number: index + 1 })),
    );
    assert.deepEqual(numbers, expected);
    const attempts = await store.read((db) => db.selectFrom('attempts').select('status').execute());
    assert.deepEqual(attempts, Array(jobs + 3 * jobs).fill({ status: 'succeeded' }));
    assert.deepEqual(await brokenInvariants(store), []);
    const conflicts = connections.map((connection) => connection.conflicts);
    assert.ok(Math.max(...conflicts) > 0, "nobody was in anybody's way, so nothing was tested");
  });

  it('claim each of many jobs once, in whatever order they come', async () => {
    const store = await bench.connect();
    const driver = new StoreDriver(store);
    const pipeline = await driver.createPipeline({ models: ['remote/model'], replicates: 10, services: [] });
    await driver.startPipeline(pipeline);
    const rows = await store.read((db) => db.selectFrom('jobs').select('id').orderBy('id').execute());
    const ids = rows.map((row) => row.id);
    const claimed = await Promise.all(
      Array.from({ length: workers }, async (_, place) => {
        const worker = new StoreDriver(await bench.connect(), `w${place}`);
        const won = [];
        const order = place % 2 === 0 ? ids : [...ids].reverse();
        for (const id of order) won.push(...(await worker.claimJobs([id])));
        return won;
      }),
    );
    const won = claimed.flat();
    assert.deepEqual(
      won.map(({ job }) => job.id).sort((a, b) => a - b),
      ids,
    );
    const numbers = won.map(({ app }) => app.number).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from(ids, (_, index) => index + 1),
    );
    assert.deepEqual(await brokenInvariants(store), []);
  });
});
