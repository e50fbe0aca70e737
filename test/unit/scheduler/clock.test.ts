import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import type { Clock } from '../../../src/engine/domain/clock.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { seconds } from '../../../src/cli/bar.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import type { SchedulerBench } from '../../support/scheduler-bench.ts';

const hours = 3_600_000;
const backoffMs = 1_000;

/** A clock that a person, or a time server, can put forward and back. */
class JumpingClock implements Clock {
  offsetMs = 0;
  now = (): number => Date.now() + this.offsetMs;
  setTimer = systemClock.setTimer;
}

const policies = defaultConfiguration['retry.policies'];
const rule = { maxAttempts: 3, baseDelayMs: backoffMs, maxDelayMs: backoffMs };
const patient = { 'retry.policies': { ...policies, transient: rule } };
const quickPoll = { pollIntervalMs: 100 };
const oneApp = { models: ['builtin/baseline'], templates: ['a'], services: [] };

describe('a clock that jumps', () => {
  const { open } = schedulerBenches();
  const openWith = (clock: Clock): Promise<SchedulerBench> =>
    open({ clock, settings: quickPoll, random: () => 0.99 });

  /** The first try fails, and the second waits for the clock. */
  function failOnce(bench: SchedulerBench, then: () => void = () => undefined): void {
    bench.executors.onGenerate = () => {
      if (bench.executors.generated.length > 1) return;
      then();
      throw new AssayError('transient', 'not now');
    };
  }
  const failed = async (bench: SchedulerBench, id: number) =>
    bench.until(id, async () => {
      const [job] = (await statusOf(bench, id)).generation.jobs;
      return job!.attempts[0]?.status === 'failed';
    });

  it('hours back lets nothing wait for hours, and says so', async () => {
    const clock = new JumpingClock();
    const bench = await openWith(clock);
    failOnce(bench);
    const id = await bench.createPipeline(oneApp, patient);
    await failed(bench, id);
    clock.offsetMs = -5 * hours;
    assert.equal((await bench.settled(id)).status, 'completed');
    assert.ok(bench.log.some(({ message }) => /clock was put back by 1[78]\d{3} s/.test(message)));
  });

  it('hours back while nothing ran does so neither', async () => {
    const clock = new JumpingClock();
    clock.offsetMs = 5 * hours;
    const first = await openWith(clock);
    failOnce(first);
    const id = await first.createPipeline(oneApp, patient);
    await failed(first, id);
    await first.abandon();
    const second = await openWith(new JumpingClock());
    assert.equal((await second.settled(id)).status, 'completed');
    assert.ok(second.log.some(({ message }) => /clock was put back/.test(message)));
  });

  it('hours forth lets what waits be tried at once, and nothing else', async () => {
    const clock = new JumpingClock();
    const bench = await openWith(clock);
    failOnce(bench);
    const slow = { maxAttempts: 3, baseDelayMs: hours, maxDelayMs: hours };
    const id = await bench.createPipeline(oneApp, { 'retry.policies': { ...policies, transient: slow } });
    await failed(bench, id);
    clock.offsetMs = 2 * hours;
    const { status, generation } = await bench.settled(id);
    assert.deepEqual([status, generation.completed, bench.executors.generated.length], ['completed', 1, 2]);
  });

  it('makes no attempt end before it began, and no duration negative', async () => {
    const clock = new JumpingClock();
    const bench = await openWith(clock);
    failOnce(bench, () => (clock.offsetMs = -5 * hours));
    const id = await bench.createPipeline(oneApp, patient);
    await bench.settled(id);
    const [job] = (await statusOf(bench, id)).generation.jobs;
    assert.equal(job!.attempts.length, 2);
    for (const { startedAt, finishedAt } of job!.attempts) assert.ok(finishedAt! >= startedAt);
    assert.equal(seconds(-5 * hours), '0 s');
  });
});
