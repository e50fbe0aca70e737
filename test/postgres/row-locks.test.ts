import assert from 'node:assert/strict';
import { findPipeline } from '../../src/engine/store/queries/pipelines.ts';
import { brokenInvariants } from '../contract/every-answer.ts';
import { followPlan, runToEnd } from '../contract/follow-plan.ts';
import { StoreDriver } from '../contract/store-driver.ts';
import { HeldTransaction, aheadMs, untilWaits } from './support/held-transaction.ts';
import { postgresBench } from './support/postgres-bench.ts';
import type { PostgresStore } from './support/postgres-store.ts';

/** One transition is about to be committed on one connection when another one begins that is at odds with it. */
describe('two connections at once', () => {
  const bench = postgresBench();
  let first: PostgresStore;
  let second: PostgresStore;
  let observer: PostgresStore;
  /** On the second connection. */
  let driver: StoreDriver;
  beforeEach(async () => {
    [first, second, observer] = [await bench.connect(), await bench.connect(), await bench.connect()];
    driver = new StoreDriver(second, 'second');
  });

  type Transition<T> = (driver: StoreDriver) => Promise<T>;

  /** Begins both, sees the second wait for the first, and lets the first end; no invariant is broken. @returns what came of both */
  async function bothAtOnce<T, U>(
    one: Transition<T>,
    other: Transition<U>,
    end: 'commit' | 'rollBack' = 'commit',
  ): Promise<{ one: T | null; other: U }> {
    const held = await HeldTransaction.begin(first, one);
    const waiting = other(driver);
    try {
      await untilWaits(observer, second, first);
    } finally {
      if (end === 'rollBack') await held.rollBack();
    }
    const committed = end === 'commit' ? await held.commit() : null;
    const came = { one: committed, other: await waiting };
    assert.deepEqual(await brokenInvariants(observer), []);
    return came;
  }

  async function startedPipeline(definition: Parameters<StoreDriver['createPipeline']>[0] = {}) {
    const id = await driver.createPipeline({ models: ['builtin/baseline'], templates: ['a'], ...definition });
    await driver.startPipeline(id);
    const jobs = await second.read((db) =>
      db.selectFrom('jobs').select('id').where('pipeline_id', '=', id).orderBy('id').execute(),
    );
    return { id, jobs: jobs.map((job) => job.id), job: jobs[0]!.id };
  }

  const statusOf = (table: 'pipelines' | 'jobs' | 'subtasks', id: number) =>
    observer.read(
      async (db) =>
        (await db.selectFrom(table).select('status').where('id', '=', id).executeTakeFirstOrThrow()).status,
    );

  const countOf = (table: 'attempts' | 'main_tasks' | 'subtasks' | 'configurations' | 'imported_pipelines') =>
    observer.read(async (db) => {
      const { count } = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    });

  it('give a job to one of them', async () => {
    const { job } = await startedPipeline();
    const { one, other } = await bothAtOnce(
      (on) => on.claimJobs([job]),
      (on) => on.claimJobs([job]),
    );
    assert.deepEqual([one!.length, other.length], [1, 0]);
    assert.equal(await countOf('attempts'), 1);
  });

  it('give a job to the second when the first one does not commit', async () => {
    const { job } = await startedPipeline();
    const { other } = await bothAtOnce(
      (on) => on.claimJobs([job]),
      (on) => on.claimJobs([job]),
      'rollBack',
    );
    assert.deepEqual(other[0]!.app, { model: 'builtin/baseline', number: 1 });
  });

  it('give a subtask to one of them', async () => {
    await startedPipeline();
    for (let step = 0; step < 2; step++) await followPlan(driver);
    const [{ id } = { id: -1 }] = await second.read((db) =>
      db.selectFrom('subtasks').select('id').where('status', '=', 'pending').orderBy('id').execute(),
    );
    const { one, other } = await bothAtOnce(
      (on) => on.claimSubtasks([id]),
      (on) => on.claimSubtasks([id]),
    );
    assert.deepEqual([one!.length, other.length], [1, 0]);
  });

  it('number apps of one model apart, whichever pipelines they are of', async () => {
    const [here, there] = [await startedPipeline(), await startedPipeline({ name: 'other' })];
    const { one, other } = await bothAtOnce(
      (on) => on.claimJobs([here.job]),
      (on) => on.claimJobs([there.job]),
    );
    assert.deepEqual([one![0]!.app.number, other[0]!.app.number], [1, 2]);
    assert.equal(second.conflicts, 1);
  });

  it('make one main task of one revision, with its subtasks once', async () => {
    const { job } = await startedPipeline();
    await followPlan(driver);
    const { one, other } = await bothAtOnce(
      (on) => on.submit(job),
      (on) => on.submit(job),
    );
    assert.equal(typeof one, 'number');
    assert.equal(other, null);
    assert.deepEqual([await countOf('main_tasks'), await countOf('subtasks')], [1, 3]);
  });

  it('decide the end of a pipeline once', async () => {
    const { id } = await startedPipeline({ services: [] });
    await followPlan(driver);
    await bothAtOnce(
      (on) => on.finishPipeline(id),
      (on) => on.finishPipeline(id),
    );
    const pipeline = await observer.read((db) => findPipeline(db, id));
    assert.equal(pipeline?.status, 'completed');
    assert.ok(pipeline.finishedAt! > driver.tick(), 'by the second, and not by the first');
  });

  it('do not end a pipeline in which the other has just retried something', async () => {
    const { id, job } = await startedPipeline({ models: ['builtin/baseline'], services: [] });
    const [claimed] = await driver.claimJobs([job]);
    await driver.failJob(claimed!, 'auth');
    await bothAtOnce(
      (on) => on.retry({ kind: 'app', jobId: job }),
      (on) => on.finishPipeline(id),
    );
    assert.equal(await statusOf('pipelines', id), 'running');
    await runToEnd(driver);
    assert.equal(await statusOf('pipelines', id), 'completed');
  });

  it('take no result of what the other has just cancelled', async () => {
    const { id, job } = await startedPipeline();
    const [claimed] = await driver.claimJobs([job]);
    const { one, other } = await bothAtOnce(
      (on) => on.cancel(id),
      (on) => on.completeJob(claimed!),
    );
    assert.deepEqual([one, other], [[claimed!.attemptId], null]);
    assert.equal(await statusOf('jobs', job), 'cancelled');
  });

  it('claim nothing in a pipeline that the other has just paused', async () => {
    const { id, job } = await startedPipeline();
    const { other } = await bothAtOnce(
      (on) => on.pause(id),
      (on) => on.claimJobs([job]),
    );
    assert.deepEqual(other, []);
    assert.equal(await statusOf('jobs', job), 'pending');
  });

  it('halve the width of a provider once when it refuses both', async () => {
    const { jobs } = await startedPipeline({ models: ['remote/model'], templates: ['a', 'b', 'c', 'd'] });
    const [here, there] = await driver.claimJobs(jobs);
    await bothAtOnce(
      (on) => on.failJob(here!, 'rate_limited'),
      (on) => {
        on.tick(2 * aheadMs);
        return on.failJob(there!, 'rate_limited');
      },
    );
    const limits = await observer.read((db) =>
      db.selectFrom('provider_limits').select(['provider', 'width', 'limits']).execute(),
    );
    assert.deepEqual(limits, [{ provider: 'remote', width: 2, limits: 1 }]);
    assert.equal(await statusOf('jobs', there!.job.id), 'pending');
  });

  it('store one configuration once', async () => {
    await bothAtOnce(
      (on) => on.createPipeline(),
      (on) => on.createPipeline(),
    );
    assert.equal(await countOf('configurations'), 1);
  });

  it('import one record once', async () => {
    const { one, other } = await bothAtOnce(
      (on) => on.importPipeline('hash'),
      (on) => on.importPipeline('hash'),
    );
    assert.equal(one, null);
    assert.equal(other?.content_hash, 'hash');
    assert.equal(await countOf('imported_pipelines'), 1);
  });
});
