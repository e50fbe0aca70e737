import assert from 'node:assert/strict';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { findByFile } from '../../../src/engine/store/queries/pipelines.ts';
import { deletePipeline } from '../../../src/engine/store/transitions/delete-pipeline.ts';
import type { SchedulerBench } from '../../support/scheduler-bench.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';

/** What outlives a pipeline: settings that others share, app numbers that stay taken, and the memory of the deletion. */
const outlive = ['apps', 'configurations', 'deletions', 'removals'];

async function rowCounts(bench: SchedulerBench): Promise<Map<string, number>> {
  return bench.store.read(async (db) => {
    const counts = new Map<string, number>();
    for (const table of [
      'pipelines',
      'jobs',
      'attempts',
      'revisions',
      'main_tasks',
      'subtasks',
      'answers',
      'remarks',
      'tool_runs',
      'measurements',
      'verdicts',
      'apps',
      'configurations',
      'deletions',
      'removals',
    ] as const) {
      const { count } = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      counts.set(table, count);
    }
    return counts;
  });
}

describe('the deletion of a pipeline', () => {
  const { open } = schedulerBenches();
  const remove = (bench: SchedulerBench, id: number) =>
    bench.store.write((tx) => deletePipeline(tx, id, Date.now()));

  it('takes every row that belongs to it, and no other', async () => {
    const bench = await open();
    const first = await bench.createPipeline();
    await bench.settled(first);
    const alone = await rowCounts(bench);
    const second = await bench.createPipeline();
    await bench.settled(second);
    const other = await statusOf(bench, first);
    assert.deepEqual(await remove(bench, second), { attempts: [], isNew: true });
    const after = await rowCounts(bench);
    for (const [table, count] of alone)
      if (!outlive.includes(table)) assert.equal(after.get(table), count, table);
    assert.deepEqual(await statusOf(bench, first), other);
    await remove(bench, first);
    for (const [table, count] of await rowCounts(bench)) {
      if (!outlive.includes(table)) assert.equal(count, 0, table);
    }
  });

  it('keeps app numbers taken, gives no id twice, and lets the same file run anew', async () => {
    const bench = await open();
    const first = await bench.createPipeline();
    await bench.settled(first);
    const before = await statusOf(bench, first);
    await remove(bench, first);
    assert.equal((await bench.store.read((db) => findByFile(db, '/trial.assay.json', 'hash'))).same, null);
    const second = await bench.createPipeline();
    await bench.settled(second);
    assert.ok(second > first);
    const after = await statusOf(bench, second);
    assert.deepEqual(after.generation.jobs.map((job) => job.app).sort(), [
      'builtin/baseline:3',
      'builtin/baseline:4',
      'builtin/flawed:3',
      'builtin/flawed:4',
    ]);
    const ids = ({ analysis }: typeof after) => [analysis.mainTaskIds, analysis.subtaskIds] as const;
    for (const kind of [0, 1] as const) {
      assert.ok(Math.min(...ids(after)[kind]) > Math.max(...ids(before)[kind]));
    }
  });

  it('is the same when said twice, and refuses what never was', async () => {
    const bench = await open();
    const id = await bench.createPipeline();
    await bench.settled(id);
    const answers = await Promise.all([remove(bench, id), remove(bench, id)]);
    assert.deepEqual(
      answers.map((answer) => answer.isNew),
      [true, false],
    );
    assert.equal((await remove(bench, id)).isNew, false);
    await assert.rejects(remove(bench, id + 1), InputError.is);
  });

  it('lists the folders that it leaves: of published revisions, and of those that wait to be', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
    await bench.settled(id);
    await bench.store.write((tx) => tx.updateTable('revisions').set({ published: 0 }).execute());
    await remove(bench, id);
    const rows = await bench.store.read((db) =>
      db.selectFrom('removals').select('path').orderBy('path').execute(),
    );
    assert.deepEqual(
      rows.map(({ path }) => path),
      ['apps/builtin+baseline/1/r1', 'attempts/1'],
    );
  });
});
