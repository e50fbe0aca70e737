import assert from 'node:assert/strict';
import { contractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';

export function generationContract(source: StoreSource): void {
  const bench = contractBench(source);

  it('makes a job for each cell of the matrix, and one configuration for all pipelines that have it', async () => {
    const { driver, store } = bench;
    const models = ['builtin/baseline', 'remote/model'];
    const one = await driver.createPipeline({ models, templates: ['a', 'b'], replicates: 2 });
    const other = await driver.createPipeline({ models, templates: ['a'] });
    const different = await driver.createPipeline({}, { 'generation.maxConcurrent': 9 });
    const jobs = await store.read((db) =>
      db.selectFrom('jobs').selectAll().where('pipeline_id', '=', one).orderBy('ordinal').execute(),
    );
    assert.deepEqual(
      jobs.map((job) => [job.ordinal, job.template, job.replicate, job.model]),
      ['a', 'b'].flatMap((template, row) =>
        [1, 2].flatMap((replicate, column) =>
          models.map((model, place) => [row * 4 + column * 2 + place, template, replicate, model]),
        ),
      ),
    );
    // Seeds are unsigned 32-bit numbers, and PostgreSQL's integers are signed.
    assert.ok(jobs.every(({ seed }) => Number.isInteger(seed) && seed >= 0));
    const pipelines = await store.read((db) =>
      db.selectFrom('pipelines').select('configuration_id as id').orderBy('id').execute(),
    );
    const [first, second, third] = pipelines.map((pipeline) => pipeline.id);
    assert.equal(first, second);
    assert.notEqual(first, third);
    assert.equal((await bench.pipeline(one))?.generation.total, 8);
    assert.equal((await bench.pipeline(other))?.generation.pending, 2);
    assert.equal((await bench.pipeline(different))?.status, 'pending');
  });

  it('gives a job to the first who claims it, with the next number of its model', async () => {
    const { driver } = bench;
    const id = await bench.start({ templates: ['a', 'b'] });
    const [one, other] = await bench.ids('jobs');
    const [claimed] = await driver.claimJobs([one!]);
    assert.deepEqual([claimed?.app.number, claimed?.revision], [1, 1]);
    assert.deepEqual(await driver.claimJobs([one!]), []);
    const both = await driver.claimJobs([one!, other!]);
    assert.deepEqual(
      both.map(({ job, app }) => [job.id, app.number]),
      [[other, 2]],
    );
    const { generation } = (await bench.pipeline(id))!;
    assert.deepEqual([generation.total, generation.pending, generation.running], [2, 0, 2]);
  });

  it('gives out no job of a pipeline that does not run', async () => {
    const { driver } = bench;
    const id = await driver.createPipeline();
    const [job] = await bench.ids('jobs');
    assert.deepEqual(await driver.claimJobs([job!]), []);
    await driver.startPipeline(id);
    await driver.pause(id);
    assert.deepEqual(await driver.claimJobs([job!]), []);
    await driver.resume(id);
    assert.equal((await driver.claimJobs([job!])).length, 1);
  });

  it('takes a result with the token of the running attempt only, and once', async () => {
    const { driver } = bench;
    await bench.start();
    const [claimed] = await driver.claimJobs(await bench.ids('jobs'));
    assert.equal(await driver.completeJob({ ...claimed!, token: 'forged' }), null);
    const revision = await driver.completeJob(claimed!);
    assert.equal(typeof revision, 'number');
    assert.equal(await driver.completeJob(claimed!), null);
    assert.equal(await driver.failJob(claimed!, 'transient'), null);
    assert.deepEqual(await bench.statuses('attempts'), ['succeeded']);
    assert.deepEqual(await bench.statuses('jobs'), ['completed']);
  });

  it('tries again what may get better, later, and keeps each attempt with its error', async () => {
    const { driver, store } = bench;
    await bench.start();
    const ids = await bench.ids('jobs');
    const [first] = await driver.claimJobs(ids);
    assert.equal(await driver.failJob(first!, 'transient'), 'pending');
    const waiting = await store.read((db) =>
      db.selectFrom('jobs').select(['not_before', 'failures']).executeTakeFirstOrThrow(),
    );
    assert.ok(waiting.not_before > Date.UTC(2026, 0, 1));
    assert.equal(waiting.failures, 1);
    driver.tick(3_600_000);
    const [second] = await driver.claimJobs(ids);
    assert.deepEqual(second?.app, first?.app);
    assert.equal(await driver.failJob(second!, 'auth'), 'failed');
    const attempts = await store.read((db) =>
      db.selectFrom('attempts').select(['number', 'status', 'error_class']).orderBy('number').execute(),
    );
    assert.deepEqual(attempts, [
      { number: 1, status: 'failed', error_class: 'transient' },
      { number: 2, status: 'failed', error_class: 'auth' },
    ]);
  });

  it('remembers which provider has limited us', async () => {
    const { driver, store } = bench;
    await bench.start({ models: ['remote/model'] });
    const [claimed] = await driver.claimJobs(await bench.ids('jobs'));
    assert.equal(await driver.failJob(claimed!, 'rate_limited'), 'pending');
    const limits = await store.read((db) => db.selectFrom('provider_limits').selectAll().execute());
    assert.deepEqual(
      limits.map(({ provider, width, limits: count }) => [provider, width, count]),
      [['remote', 1, 1]],
    );
  });
}
