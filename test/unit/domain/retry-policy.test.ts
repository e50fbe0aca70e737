import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorClasses } from '../../../src/engine/domain/errors.ts';
import type { ErrorClass } from '../../../src/engine/domain/errors.ts';
import {
  backoffMs,
  defaultRetryPolicies,
  isRetried,
  retryDelayMs,
} from '../../../src/engine/domain/retry-policy.ts';
import type { RetryPolicies } from '../../../src/engine/domain/retry-policy.ts';

const almostOne = 1 - Number.EPSILON;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const rule = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 100 }),
  baseDelayMs: fc.nat(3_600_000),
  maxDelayMs: fc.nat(86_400_000),
});
/** Any that the settings allow. */
const anyPolicies = fc
  .tuple(...Object.keys(defaultRetryPolicies).map((name) => rule.map((value) => [name, value] as const)))
  .map((entries) => Object.fromEntries(entries) as unknown as RetryPolicies);
const failed = (errorClass: ErrorClass, retryAfterMs: number | null = null) => ({ errorClass, retryAfterMs });

describe('the retry policy', () => {
  it('never waits longer than its class allows, and ends after its number of tries', () => {
    fc.assert(
      fc.property(
        anyPolicies,
        fc.constantFrom(...errorClasses),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 120 }),
        random,
        (policies, errorClass, tries, rateLimits, at) => {
          const delay = retryDelayMs(policies, failed(errorClass), { tries, rateLimits }, at);
          if (errorClass === 'cancelled') assert.equal(delay, null);
          else if (errorClass !== 'rate_limited' && tries >= policies[errorClass].maxAttempts) {
            assert.equal(delay, null);
          } else {
            assert.ok(delay !== null && Number.isInteger(delay) && delay >= 0);
            assert.ok(delay <= policies[errorClass].maxDelayMs);
          }
          if (tries === 1) assert.equal(delay !== null, isRetried(policies, errorClass));
        },
      ),
    );
  });

  it('doubles the ceiling with each failure until the longest wait', () => {
    const waits = [1, 2, 3, 4, 5, 60].map((failures) =>
      Math.ceil(backoffMs({ baseDelayMs: 1_000, maxDelayMs: 10_000 }, failures, almostOne) / 100),
    );
    assert.deepEqual(waits, [10, 20, 40, 80, 100, 100]);
    assert.equal(backoffMs({ baseDelayMs: 1_000, maxDelayMs: 10_000 }, 5, 0), 0);
  });

  it('counts for a rate limit the rate limits in a row, and never gives up', () => {
    const wait = (rateLimits: number) =>
      retryDelayMs(defaultRetryPolicies, failed('rate_limited'), { tries: 1_000, rateLimits }, 0.5);
    assert.deepEqual([1, 2, 3, 20].map(wait), [2_500, 5_000, 10_000, 150_000]);
  });

  it('comes back when the other side said, for whatever is tried again', () => {
    const counts = { tries: 1, rateLimits: 9 };
    for (const errorClass of ['rate_limited', 'transient'] as const) {
      assert.equal(retryDelayMs(defaultRetryPolicies, failed(errorClass, 700), counts, 0.9), 700);
      assert.equal(retryDelayMs(defaultRetryPolicies, failed(errorClass, 0), counts, 0.9), 0);
    }
    assert.equal(retryDelayMs(defaultRetryPolicies, failed('auth', 700), counts, 0.9), null);
  });

  it('does not try again by default what cannot get better by itself', () => {
    for (const errorClass of ['auth', 'misconfigured', 'budget', 'cancelled', 'bug', 'unhealthy'] as const) {
      assert.equal(isRetried(defaultRetryPolicies, errorClass), false, errorClass);
    }
  });
});
