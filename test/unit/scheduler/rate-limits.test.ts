import assert from 'node:assert/strict';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { GenerationTask } from '../../../src/engine/domain/executors.ts';
import { readProviderLimits } from '../../../src/engine/store/queries/provider-limits.ts';
import { HandClock } from '../../support/hand-clock.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import type { SchedulerBench } from '../../support/scheduler-bench.ts';

const capabilities = { providers: ['one', 'two'], trusted: true };
const settings = { 'generation.maxWorkers': 8 };
const wide = { 'generation.maxConcurrent': 8 };
const minute = 60_000;

/** `count` apps of one model, generated and not analysed. */
const apps = (model: string, count: number) => ({
  models: [model],
  templates: ['a'],
  replicates: count,
  services: [],
});
const tooMany = (retryAfterMs?: number) =>
  new AssayError('rate_limited', 'too many requests', retryAfterMs === undefined ? {} : { retryAfterMs });
const limitOf = async (bench: SchedulerBench, provider: string) =>
  (await bench.store.read(readProviderLimits)).get(provider) ?? null;
const jobRows = (bench: SchedulerBench) =>
  bench.store.read((db) => db.selectFrom('jobs').selectAll().orderBy('id').execute());
const generated = (bench: SchedulerBench, provider: string) =>
  bench.executors.generated.filter((task) => task.model.startsWith(`${provider}/`));
const tries = (bench: SchedulerBench, task: GenerationTask) =>
  bench.executors.generated.filter((other) => other.jobId === task.jobId).length;

describe('a provider that limits us', () => {
  const { open } = schedulerBenches();

  it('is left alone until it said, by all its jobs, also over a restart, while others go on', async () => {
    const clock = new HandClock();
    const first = await open({ clock, settings, capabilities });
    first.executors.onGenerate = (task) => {
      if (task.replicate === 1) throw tooMany(minute);
    };
    const limited = await first.createPipeline(apps('one/a', 3), { 'generation.maxConcurrent': 1 });
    await first.until(limited, async () => (await limitOf(first, 'one')) !== null);
    const { width, notBefore } = (await limitOf(first, 'one'))!;
    assert.deepEqual([width, notBefore], [1, clock.now() + minute]);
    const [job] = await jobRows(first);
    assert.deepEqual([job!.status, job!.not_before, job!.failures], ['pending', clock.now() + minute, 0]);
    await first.abandon();

    const second = await open({ clock, settings, capabilities });
    const other = await second.createPipeline(apps('two/b', 5));
    await second.settled(other);
    clock.advance(minute - 1);
    await second.settled(await second.createPipeline(apps('two/b', 5)));
    assert.deepEqual(generated(second, 'one'), []);
    assert.deepEqual(await limitOf(second, 'one'), { ...(await limitOf(second, 'one'))!, width, notBefore });
    clock.advance(1);
    assert.equal((await second.settled(limited)).status, 'completed');
    const [retried] = (await statusOf(second, limited)).generation.jobs;
    assert.deepEqual(
      retried!.attempts.map(({ status, error }) => [status, error?.errorClass ?? null]),
      [
        ['failed', 'rate_limited'],
        ['succeeded', null],
      ],
    );
  });

  it('that does not say when is tried again after waits that grow, and no try is spent', async () => {
    const clock = new HandClock();
    const bench = await open({ clock, settings, capabilities, random: () => 0.5 });
    bench.executors.onGenerate = (task) => {
      if (tries(bench, task) <= 6) throw tooMany();
    };
    const id = await bench.createPipeline(apps('one/a', 1));
    for (const [index, wait] of [2_500, 5_000, 10_000, 20_000, 40_000, 80_000].entries()) {
      await bench.until(id, async () => {
        const [job] = await jobRows(bench);
        return job!.status === 'pending' && bench.executors.generated.length === index + 1;
      });
      const [job] = await jobRows(bench);
      assert.deepEqual([job!.not_before - clock.now(), job!.failures], [wait, 0]);
      clock.advance(wait);
    }
    assert.equal((await bench.settled(id)).status, 'completed');
  });

  it('gets half, then one more for each round that succeeds, and never more than that', async () => {
    const bench = await open({ settings, capabilities });
    let running = 0;
    let refused = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    bench.executors.onGenerate = async () => {
      running++;
      try {
        // All eight are under way when the first ones are refused.
        if (running === 8) release();
        await released;
        if (refused < 3) {
          refused++;
          throw tooMany(0);
        }
        const limit = await limitOf(bench, 'one');
        if (bench.executors.generated.length > 8) assert.ok(running <= limit!.width);
      } finally {
        running--;
      }
    };
    const id = await bench.createPipeline(apps('one/a', 40), wide);
    await bench.until(id, async () => (await limitOf(bench, 'one')) !== null);
    const pipeline = await bench.settled(id);
    assert.equal(pipeline.status, 'completed');
    assert.equal(refused, 3);
    // From 4: 4 + 5 + 6 + 7 + 8 successes, of the 35 that later attempts had; the five of that moment do not count.
    assert.equal((await limitOf(bench, 'one'))!.width, 9);
    const errors = (await statusOf(bench, id)).generation.jobs.flatMap((job) =>
      job.attempts.filter(({ status }) => status !== 'succeeded').map(({ error }) => error?.errorClass),
    );
    assert.deepEqual(errors, ['rate_limited', 'rate_limited', 'rate_limited']);
  });

  it('and then fails is not limited further', async () => {
    const bench = await open({ settings, capabilities });
    bench.executors.onGenerate = (task) => {
      if (task.model === 'two/b' && tries(bench, task) < 3) throw new AssayError('transient', '503');
    };
    await bench.settled(await bench.createPipeline(apps('two/b', 4)));
    assert.equal(await limitOf(bench, 'two'), null);

    bench.executors.onGenerate = (task) => {
      if (tries(bench, task) === 1) throw tooMany(0);
      throw new AssayError('transient', '503');
    };
    const id = await bench.createPipeline(apps('one/a', 1));
    assert.equal((await bench.settled(id)).status, 'failed');
    const { width, limits } = (await limitOf(bench, 'one'))!;
    assert.deepEqual([width, limits], [1, 1]);
    const [job] = (await statusOf(bench, id)).generation.jobs;
    const transient = job!.attempts.filter(({ error }) => error?.errorClass === 'transient');
    assert.deepEqual([job!.attempts.length, transient.length], [5, 4]);
  });

  it('starves neither other providers nor a short pipeline of its own', async () => {
    const clock = new HandClock();
    const bench = await open({ clock, settings, capabilities });
    bench.executors.onGenerate = (task) => {
      if (task.model === 'one/long' && tries(bench, task) === 1 && task.replicate === 1)
        throw tooMany(minute);
    };
    const long = await bench.createPipeline({ ...apps('one/long', 40), models: ['one/long', 'two/b'] });
    await bench.until(long, async ({ generation }) => {
      return (await limitOf(bench, 'one')) !== null && generation.completed >= 40;
    });
    assert.ok(generated(bench, 'one').length <= 8);
    const short = await bench.createPipeline(apps('one/short', 3));
    await bench.until(short, ({ status }) => status === 'running');
    const before = bench.executors.generated.length;
    clock.advance(minute);
    await bench.settled(short);
    const order = bench.executors.generated.slice(before).map((task) => task.model);
    assert.ok(order.lastIndexOf('one/short') < 10, order.join(' '));
    assert.equal((await bench.settled(long)).status, 'completed');
  });
});
