import assert from 'node:assert/strict';
import { contractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';
import { brokenInvariants } from '../every-answer.ts';
import { runToEnd } from '../follow-plan.ts';
import { logicalRows } from '../logical-rows.ts';

export function transactionsContract(source: StoreSource): void {
  const bench = contractBench(source);

  it('leaves nothing of a write that was rejected', async () => {
    const { driver, store } = bench;
    await bench.start();
    const before = await logicalRows(store);
    await assert.rejects(
      store.write(async (tx) => {
        await tx.updateTable('jobs').set({ status: 'running' }).execute();
        await tx.insertInto('apps').values({ model: 'm', number: 1 }).execute();
        throw new Error('no');
      }),
      /^Error: no$/,
    );
    assert.deepEqual(await logicalRows(store), before);
    assert.equal((await driver.claimJobs(await bench.ids('jobs')))[0]?.app.number, 1);
  });

  it('refuses a number that was given out, and a row that refers to none', async () => {
    const { store } = bench;
    const app = { model: 'm', number: 1 };
    await store.write((tx) => tx.insertInto('apps').values(app).execute());
    await assert.rejects(store.write((tx) => tx.insertInto('apps').values(app).execute()));
    const row = { job_id: 9_999, number: 1, token: 't', status: 'running' as const, configuration_id: 1 };
    await assert.rejects(
      store.write((tx) =>
        tx
          .insertInto('attempts')
          .values({ ...row, subtask_id: null, started_at: 1, finished_at: null })
          .execute(),
      ),
    );
  });

  it('keeps times in milliseconds and fractions as they are', async () => {
    const { driver, store } = bench;
    const id = await bench.start();
    await runToEnd(driver);
    const { createdAt, startedAt } = (await bench.pipeline(id))!;
    assert.deepEqual([createdAt, startedAt], [Date.UTC(2026, 0, 1) + 1_000, Date.UTC(2026, 0, 1) + 2_000]);
    const run = await store.read((db) =>
      db.selectFrom('tool_runs').select('duration_ms').limit(1).executeTakeFirstOrThrow(),
    );
    assert.equal(run.duration_ms, 12.5);
  });

  it('removes with a pipeline all that is its own, and keeps the sums of others', async () => {
    const { driver, store } = bench;
    const gone = await bench.start({ name: 'gone' });
    const stays = await bench.start({ name: 'stays' });
    await runToEnd(driver);
    const before = await logicalRows(store);
    assert.deepEqual(await driver.deletePipeline(gone), { attempts: [], isNew: true });
    assert.deepEqual(await driver.deletePipeline(gone), { attempts: [], isNew: false });
    await assert.rejects(driver.deletePipeline(9_999), /no such pipeline/);
    const after = await logicalRows(store);
    const own = [
      'pipelines',
      'jobs',
      'attempts',
      'revisions',
      'main_tasks',
      'subtasks',
      'tool_runs',
      'verdicts',
    ];
    for (const table of own) assert.equal(after[table]!.length, before[table]!.length / 2, table);
    // Numbers are never given out again.
    assert.deepEqual(after['apps'], before['apps']);
    assert.deepEqual(await driver.endDeletions(), ['apps/1/r1']);
    assert.equal((await bench.pipeline(stays))?.analysis.completed, 1);
    assert.deepEqual(await brokenInvariants(store), []);
  });
}
