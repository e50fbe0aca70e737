import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blobReferences } from '../../../src/engine/store/queries/blob-references.ts';
import { findPipeline } from '../../../src/engine/store/queries/pipelines.ts';
import { deletePipeline } from '../../../src/engine/store/transitions/delete-pipeline.ts';
import { verify } from '../store/verify-state.ts';
import { schedulerBenches } from '../../support/scheduler-bench.ts';
import type { SchedulerBench } from '../../support/scheduler-bench.ts';
import { untilStopped } from '../../support/scripted-executors.ts';

describe('a deleted pipeline', () => {
  const { folder, open } = schedulerBenches();

  async function remove(bench: SchedulerBench, id: number): Promise<void> {
    const { attempts } = await bench.store.write((tx) => deletePipeline(tx, id, Date.now()));
    bench.scheduler.pipelineDeleted(attempts);
  }

  /** The test's own timeout ends the waiting. */
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise(setImmediate);
  }

  async function untilRemoved(bench: SchedulerBench): Promise<void> {
    await until(async () => {
      const left = await bench.store.read(async (db) => [
        ...(await db.selectFrom('removals').select('path').execute()),
        ...(await db.selectFrom('deletions').select('pipeline_id').where('blobs_left', '=', 1).execute()),
      ]);
      return left.length === 0;
    });
  }

  const entries = (part: string) => readdirSync(path.join(folder(), part)).sort();
  const appsOf = (model: string) => entries(`apps/${model}`);
  const blobFiles = () =>
    readdirSync(path.join(folder(), 'blobs'), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(path.sep, ''))
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .sort();

  async function assertNothingLeft(bench: SchedulerBench): Promise<void> {
    const referred = new Set<string>();
    for await (const { hash } of blobReferences((query) => bench.store.read(query))) referred.add(hash);
    assert.deepEqual(
      blobFiles().filter((hash) => !referred.has(hash)),
      [],
    );
    assert.equal(
      bench.log
        .filter(({ level }) => level === 'error')
        .map(({ message }) => message)
        .join(),
      '',
    );
  }

  it('leaves no file behind; those of others stay', async () => {
    const bench = await open();
    // The bench's tool runs refer to no blob of their own.
    const first = await bench.createPipeline();
    const second = await bench.createPipeline();
    await Promise.all([bench.settled(first), bench.settled(second)]);
    await remove(bench, first);
    await untilRemoved(bench);
    const kept = await bench.store.read((db) => db.selectFrom('revisions').select('path').execute());
    const there = ['builtin+baseline', 'builtin+flawed'].flatMap((model) =>
      appsOf(model).map((number) => `apps/${model}/${number}/r1`),
    );
    assert.deepEqual(there.sort(), kept.map((row) => row.path).sort());
    assert.equal(kept.length, 4);
    for (const { path: app } of kept) assert.ok(existsSync(path.join(folder(), app, 'main.js')));
    assert.deepEqual(entries('attempts'), []);
    assert.equal(blobFiles().length, 4);
    await assertNothingLeft(bench);
  });

  it('stops what is generated for it; its results come to nothing, other work goes on', async () => {
    const bench = await open();
    let stopped = 0;
    bench.executors.onGenerate = async (task, context) => {
      if (task.template !== 'slow') return;
      await untilStopped(context).finally(() => stopped++);
    };
    const slow = await bench.createPipeline({ templates: ['slow'] });
    await until(() => bench.executors.generated.length === 2);
    const other = await bench.createPipeline();
    await remove(bench, slow);
    await untilRemoved(bench);
    assert.equal(stopped, 2);
    assert.equal((await bench.settled(other)).status, 'completed');
    assert.deepEqual(entries('attempts'), []);
    await assertNothingLeft(bench);
  });

  it('stops its subtasks', async () => {
    const bench = await open();
    bench.executors.onAnalyze = (_task, context) => untilStopped(context);
    const id = await bench.createPipeline();
    await until(() => bench.executors.analysed.length > 0);
    await remove(bench, id);
    await untilRemoved(bench);
    assert.deepEqual(bench.scheduler.work.activities(), []);
    assert.deepEqual([appsOf('builtin+baseline'), appsOf('builtin+flawed')], [[], []]);
    await assertNothingLeft(bench);
  });

  it('takes no result that is recorded at that moment, and keeps no app that is put in its place then', async () => {
    for (let round = 0; round < 8; round++) {
      const bench = await open();
      const id = await bench.createPipeline({ replicates: 2 });
      // At another moment each time: between claim, result, publication, submission and analysis.
      let changes = 0;
      await bench.until(id, () => ++changes > round * 4);
      await remove(bench, id);
      await untilRemoved(bench);
      assert.equal(await bench.store.read((db) => findPipeline(db, id)), null);
      const next = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
      assert.equal((await bench.settled(next)).status, 'completed');
      await remove(bench, next);
      await untilRemoved(bench);
      assert.deepEqual(entries('attempts'), []);
      for (const model of entries('apps')) assert.deepEqual(appsOf(model), []);
      assert.deepEqual(blobFiles(), []);
      await assertNothingLeft(bench);
      await bench.close();
      const { problems } = await verify(folder());
      assert.deepEqual(problems, []);
    }
  });

  it('can be one of several that are deleted at once', async () => {
    const bench = await open();
    const ids = [await bench.createPipeline(), await bench.createPipeline(), await bench.createPipeline()];
    await bench.until(ids[0]!, (pipeline) => pipeline.generation.completed > 0);
    await Promise.all([...ids, ...ids].map((id) => remove(bench, id)));
    await untilRemoved(bench);
    for (const model of entries('apps')) assert.deepEqual(appsOf(model), []);
    assert.deepEqual(blobFiles(), []);
    await assertNothingLeft(bench);
  });

  it('has its files removed by the next start when this one has no time for it', async () => {
    const first = await open();
    const id = await first.createPipeline();
    await first.settled(id);
    await first.store.write((tx) => deletePipeline(tx, id, Date.now()));
    await first.abandon();
    assert.equal(appsOf('builtin+baseline').length, 2);
    const second = await open();
    await untilRemoved(second);
    assert.deepEqual([appsOf('builtin+baseline'), appsOf('builtin+flawed')], [[], []]);
    assert.deepEqual(blobFiles(), []);
  });

  it('stays deleted when a file cannot be removed; that is said, and tried again', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a', 'b'] });
    await bench.settled(id);
    // In the way of one of the two.
    const app = path.join(folder(), 'apps', 'builtin+baseline', '1');
    renameSync(app, `${app}-away`);
    writeFileSync(app, '');
    await remove(bench, id);
    const warned = () => bench.log.find(({ level, context }) => level === 'warn' && context === 'CLEANUP');
    await until(() => warned() !== undefined);
    assert.match(warned()!.message, /is not a folder/);
    assert.equal(await bench.store.read((db) => findPipeline(db, id)), null);
    assert.ok(!existsSync(path.join(folder(), 'apps', 'builtin+baseline', '2')));
    rmSync(app);
    mkdirSync(path.dirname(app), { recursive: true });
    renameSync(`${app}-away`, app);
    await remove(bench, id);
    await untilRemoved(bench);
    assert.deepEqual(appsOf('builtin+baseline'), []);
  });

  it('does not wait for the work of others with its folders, only with what they may share', async () => {
    const bench = await open();
    const first = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
    await bench.settled(first);
    const release = Promise.withResolvers<void>();
    bench.executors.onGenerate = () => release.promise;
    const second = await bench.createPipeline({ models: ['builtin/flawed'], templates: ['a'] });
    await until(() => bench.executors.generated.length === 2);
    await remove(bench, first);
    await until(() => appsOf('builtin+baseline').length === 0);
    assert.equal(blobFiles().length, 1);
    release.resolve();
    assert.equal((await bench.settled(second)).status, 'completed');
    await untilRemoved(bench);
    assert.equal(blobFiles().length, 1);
    await assertNothingLeft(bench);
  });
});
