import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  afterRateLimit,
  afterSuccess,
  blockedUntil,
  fullWidth,
  placesOf,
} from '../../../src/engine/domain/provider-width.ts';
import type { ProviderLimit } from '../../../src/engine/domain/provider-width.ts';
import { defaultRetryPolicies } from '../../../src/engine/domain/retry-policy.ts';

const backoff = defaultRetryPolicies.rate_limited;
const some: ProviderLimit = { width: 4, successes: 0, notBefore: 0, limitedAt: 1_000, limits: 1 };
const refused = (limit: ProviderLimit | null, attempt: Partial<Parameters<typeof afterRateLimit>[1]> = {}) =>
  afterRateLimit(
    limit,
    { startedAt: 1_500, now: 2_000, running: 8, retryAfterMs: null, ...attempt },
    backoff,
    0.5,
  );
const succeeded = (limit: ProviderLimit, startedAt = 1_500) => afterSuccess(limit, { startedAt, now: 2_000 });

describe("a provider's width", () => {
  it('is without an end until it limits us, then half of what was under way', () => {
    assert.equal(placesOf(null, 0), Number.POSITIVE_INFINITY);
    assert.equal(refused(null, { running: 8 }).width, 4);
    assert.equal(refused(null, { running: 1 }).width, 1);
    assert.equal(refused(some, { running: 4 }).width, 2);
    assert.equal(
      refused({ ...some, width: 30 }, { running: 6 }).width,
      3,
      'width that was not used was no width',
    );
    assert.equal(refused({ ...some, width: 1 }).width, 1);
  });

  it('shrinks once for all that was under way when it shrank', () => {
    const first = refused(null, { startedAt: 500 });
    const second = refused(first, { startedAt: 500, running: 7 });
    assert.deepEqual([second.width, second.limits, second.limitedAt], [4, 1, 2_000]);
    const later = refused(first, { startedAt: 2_001, now: 3_000, running: 4 });
    assert.deepEqual([later.width, later.limits, later.limitedAt], [2, 2, 3_000]);
  });

  it('grows by one for each round of successes, and is full in the end', () => {
    let limit: ProviderLimit | null = { ...some, width: 1 };
    const widths: number[] = [];
    for (let count = 0; count < 10; count++) widths.push((limit = succeeded(limit)!).width);
    assert.deepEqual(widths, [2, 2, 3, 3, 3, 4, 4, 4, 4, 5]);
    let rounds = 0;
    for (; limit; rounds++) limit = succeeded(limit);
    assert.equal(rounds, sum(5, fullWidth - 1));
  });

  it('takes no comfort from what began before it shrank', () => {
    assert.deepEqual(succeeded(some, 900), some);
    assert.equal(succeeded({ ...some, limits: 3 })!.limits, 0);
  });

  it('starts nothing before the provider said, nor, when it did not say, before a backoff that grows', () => {
    const said = refused(null, { retryAfterMs: 700 });
    assert.equal(blockedUntil(said, 2_000), 2_700);
    assert.deepEqual([placesOf(said, 2_699), placesOf(said, 2_700)], [0, 4]);
    const waits = [0, 1, 2, 20].map((limits) => refused({ ...some, limits }).notBefore - 2_000);
    assert.deepEqual(waits, [2_500, 5_000, 10_000, 150_000]);
    assert.equal(
      refused(said, { startedAt: 1_000, now: 2_100, retryAfterMs: 50 }).notBefore,
      2_700,
      'the later one',
    );
    assert.equal(refused(said, { startedAt: 1_000, now: 2_100, retryAfterMs: 900 }).notBefore, 3_000);
  });

  it('is not held back by a clock that was set back', () => {
    const hour = 3_600_000;
    const limit = { ...some, limitedAt: hour, notBefore: hour + 60_000 };
    assert.equal(placesOf(limit, 2_000), 4);
    const again = refused(limit, { startedAt: 1_999, now: 2_000, running: 4 });
    assert.deepEqual([again.width, again.limitedAt], [2, 2_000]);
    assert.ok(again.notBefore <= 2_000 + backoff.maxDelayMs);
  });

  it('stays between one and full, whatever happens, and never forgets to recover', () => {
    const event = fc.record({
      kind: fc.constantFrom('refused', 'succeeded'),
      lasted: fc.nat(5_000),
      after: fc.integer({ min: -2_000, max: 5_000 }),
      running: fc.integer({ min: 1, max: 64 }),
      retryAfterMs: fc.option(fc.nat(60_000), { nil: null }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        let limit: ProviderLimit | null = null;
        let now = 1_000_000;
        for (const { kind, lasted, after, random, ...attempt } of events) {
          now += after;
          const ended = { startedAt: now - lasted, now };
          const before: ProviderLimit | null = limit;
          if (kind === 'refused') {
            limit = afterRateLimit(limit, { ...ended, ...attempt }, backoff, random);
            assert.ok(limit.width <= (before?.width ?? attempt.running));
            assert.ok((blockedUntil(limit, now) ?? now) >= now);
          } else if (limit) limit = afterSuccess(limit, ended);
          if (!limit) continue;
          assert.ok(Number.isInteger(limit.width) && limit.width >= 1 && limit.width < fullWidth);
          assert.ok(limit.successes >= 0 && limit.successes < limit.width);
          assert.ok(Number.isInteger(limit.notBefore));
        }
        for (let left = sum(1, fullWidth); limit; left--) {
          assert.ok(left > 0);
          now += 100_000;
          limit = afterSuccess(limit, { startedAt: now - 1, now });
        }
      }),
    );
  });
});

const sum = (from: number, to: number) => ((from + to) * (to - from + 1)) / 2;
