import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { RateLimiter } from '../../../../src/engine/generation/providers/rate-limiter.ts';
import { HandClock } from '../../../support/hand-clock.ts';

const forever = new AbortController().signal;
const quietly = () => {};

describe('the rate of calls that the settings allow', () => {
  /** Virtual time until a call was let in, in milliseconds since it asked. */
  async function timeTo(clock: HandClock, admitted: Promise<unknown>): Promise<number> {
    const startedAt = clock.now();
    let done = false;
    admitted.then(
      () => (done = true),
      () => (done = true),
    );
    for (let i = 0; i < 10_000; i++) {
      await turn();
      if (done) return clock.now() - startedAt;
      clock.advance(100);
    }
    throw new Error('It was never let in.');
  }

  it('lets in at once where there is no limit', async () => {
    const clock = new HandClock();
    const limiter = new RateLimiter({}, clock);
    for (let i = 0; i < 100; i++) assert.equal(await timeTo(clock, limiter.admit(1e9, forever, quietly)), 0);
  });

  it('lets in a minute of requests at once, then one after the other', async () => {
    const clock = new HandClock();
    const limiter = new RateLimiter({ requestsPerMinute: 6 }, clock);
    for (let i = 0; i < 6; i++) assert.equal(await timeTo(clock, limiter.admit(0, forever, quietly)), 0);
    const waits: number[] = [];
    const seventh = limiter.admit(0, forever, (wait) => waits.push(wait));
    assert.equal(await timeTo(clock, seventh), 10_000);
    assert.deepEqual(waits, [10_000]);
  });

  it('makes up for tokens that an answer took beyond what was expected', async () => {
    const clock = new HandClock();
    const limiter = new RateLimiter({ tokensPerMinute: 6_000 }, clock);
    const { took } = await limiter.admit(1_000, forever, quietly);
    took(12_000);
    // 6,000 too many, and 1,000 to have: at 100 a second.
    assert.equal(await timeTo(clock, limiter.admit(1_000, forever, quietly)), 70_000);
  });

  it('lets in what is larger than a minute holds once the minute is full', async () => {
    const clock = new HandClock();
    const limiter = new RateLimiter({ tokensPerMinute: 100 }, clock);
    assert.equal(await timeTo(clock, limiter.admit(1_000, forever, quietly)), 0);
    assert.equal(await timeTo(clock, limiter.admit(1_000, forever, quietly)), 600_000);
  });

  it('keeps no place for who has stopped waiting, and tells it at once', async () => {
    const clock = new HandClock();
    const limiter = new RateLimiter({ requestsPerMinute: 1 }, clock);
    await limiter.admit(0, forever, quietly);
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [first, second].map(({ signal }) => limiter.admit(0, signal, quietly));
    second.abort();
    await assert.rejects(waiting[1]!, { name: 'AbortError' });
    first.abort();
    await assert.rejects(waiting[0]!, { name: 'AbortError' });
    assert.equal(await timeTo(clock, limiter.admit(0, forever, quietly)), 60_000);
  });

  it('never lets more in than a full bucket and what has come in since', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 30 }),
        async (perMinute, pauses) => {
          const clock = new HandClock();
          const limiter = new RateLimiter({ requestsPerMinute: perMinute }, clock);
          const startedAt = clock.now();
          for (const [index, pause] of pauses.entries()) {
            clock.advance(pause * 100);
            await timeTo(clock, limiter.admit(0, forever, quietly));
            const most = perMinute + ((clock.now() - startedAt) * perMinute) / 60_000;
            assert.ok(index + 1 <= most + 1e-6, `${index + 1} of ${most}`);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
