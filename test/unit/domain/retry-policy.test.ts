import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorClasses } from '../../../src/engine/domain/errors.ts';
import { retryDelayMs, retryPolicy } from '../../../src/engine/domain/retry-policy.ts';

describe('the retry policy', () => {
  it('never waits longer than its class allows, and ends after its number of tries', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...errorClasses),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (errorClass, attempts, random) => {
          const delay = retryDelayMs(errorClass, attempts, random);
          if (attempts >= retryPolicy[errorClass].maxAttempts) assert.equal(delay, null);
          else assert.ok(delay !== null && delay >= 0 && delay <= retryPolicy[errorClass].maxDelayMs);
        },
      ),
    );
  });

  it('doubles the ceiling with each try', () => {
    const almostOne = 1 - Number.EPSILON;
    const first = retryDelayMs('transient', 1, almostOne)!;
    const second = retryDelayMs('transient', 2, almostOne)!;
    assert.ok(Math.abs(second / first - 2) < 0.01);
  });

  it('does not try again what cannot get better by itself', () => {
    for (const errorClass of ['auth', 'budget', 'cancelled', 'bug', 'unhealthy'] as const) {
      assert.equal(retryDelayMs(errorClass, 1, 0.5), null);
    }
  });
});
