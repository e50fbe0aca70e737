import assert from 'node:assert/strict';
import type { AttemptClaim } from '../../../src/engine/store/transitions/attempts.ts';
import { contractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';

const blobs = (answer: string) => ({ requestBlob: 'request', answerBlob: answer });

export function answersContract(source: StoreSource): void {
  const bench = contractBench(source);
  let job = -1;
  let pipeline = -1;
  beforeEach(async () => {
    pipeline = await bench.start();
    [job = -1] = await bench.ids('jobs');
  });

  const claim = async (): Promise<AttemptClaim> => {
    bench.driver.tick(3_600_000);
    return (await bench.driver.claimJobs([job]))[0]!;
  };
  const key = ({ attemptId }: AttemptClaim, step = 'generate') => ({
    pipelineId: pipeline,
    jobId: job,
    attemptId,
    step,
  });
  const find = (attempt: AttemptClaim, step?: string) => bench.driver.ledger.find(key(attempt, step));
  const record = (attempt: AttemptClaim, answer: string) =>
    bench.driver.ledger.record(key(attempt), { ...blobs(answer), usage: null, cost: null });
  /** Cancels the whole pipeline, and takes that back. */
  const cancel = async () => {
    await bench.driver.cancel(pipeline);
    await bench.driver.retry({ kind: 'app', jobId: job });
  };

  it('knows the answer of the same attempt and step', async () => {
    const attempt = await claim();
    await record(attempt, 'a');
    assert.deepEqual(await find(attempt), blobs('a'));
    assert.equal(await find(attempt, 'repair-1'), null);
    assert.equal(await bench.driver.ledger.find({ ...key(attempt), jobId: 9_999 }), null);
  });

  it('takes no second answer for the same attempt and step', async () => {
    const attempt = await claim();
    await record(attempt, 'a');
    await assert.rejects(record(attempt, 'b'));
    assert.deepEqual(await find(attempt), blobs('a'));
  });

  for (const [end, how] of [
    ['interrupted', (attempt: AttemptClaim) => bench.driver.interrupt(attempt)],
    ['cancelled', () => cancel()],
  ] as const) {
    it(`hands on what an attempt that was ${end} has paid for, also when it was recorded late`, async () => {
      const first = await claim();
      await how(first);
      await record(first, 'a');
      const second = await claim();
      assert.deepEqual(await find(second), blobs('a'));
      await bench.driver.interrupt(second);
      assert.deepEqual(await find(await claim()), blobs('a'));
    });
  }

  for (const errorClass of ['transient', 'rate_limited', 'budget', 'auth'] as const) {
    it(`hands on what an attempt has paid for whose next call failed: ${errorClass}`, async () => {
      const first = await claim();
      await record(first, 'a');
      await bench.driver.failJob(first, errorClass);
      await bench.driver.retry({ kind: 'app', jobId: job });
      const second = await claim();
      assert.deepEqual(await find(second), blobs('a'));
      await bench.driver.failJob(second, 'invalid_output');
      await bench.driver.retry({ kind: 'app', jobId: job });
      assert.equal(await find(await claim()), null);
    });
  }

  it('does not hand on an answer that an attempt has failed with', async () => {
    const first = await claim();
    await record(first, 'a');
    await bench.driver.interrupt(first);
    const second = await claim();
    await bench.driver.failJob(second, 'truncated');
    const third = await claim();
    assert.equal(await find(third), null);
    await record(third, 'b');
    await bench.driver.failJob(third, 'invalid_output');
    await bench.driver.retry({ kind: 'app', jobId: job });
    assert.equal(await find(await claim()), null);
  });
}
