import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retryAfterMs } from '../../../../src/engine/generation/providers/retry-after.ts';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);
const after = (headers: Record<string, string>) => retryAfterMs((name) => headers[name], now);

describe('when a provider wants to be asked again', () => {
  const cases: [headers: Record<string, string>, ms: number | undefined][] = [
    [{ 'retry-after': '5' }, 5_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '3600' }, 3_600_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:02:00 GMT' }, 120_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'x-ratelimit-reset': String(now + 42_000) }, 42_000],
    [{ 'x-ratelimit-reset': String(now / 1_000 + 42) }, 42_000],
    [{ 'x-ratelimit-reset': '17' }, 17_000],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-tokens': '20ms' }, 20],
    [{ 'x-ratelimit-reset-requests': '1h2m3.5s' }, 3_723_500],
    [{ 'anthropic-ratelimit-tokens-reset': '2026-01-01T12:00:30Z' }, 30_000],
    [{ 'anthropic-ratelimit-requests-reset': '2026-01-01T12:01:30Z', 'retry-after': '3' }, 3_000],
    [{}, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ratelimit-reset': '' }, undefined],
  ];
  for (const [headers, ms] of cases) {
    it(`is ${ms ?? 'not known'} after ${JSON.stringify(headers)}`, () => assert.equal(after(headers), ms));
  }

  it('is when the limit that is used up is there again, not another', () => {
    const headers = {
      ...{ 'x-ratelimit-reset-requests': '10m', 'x-ratelimit-remaining-requests': '59' },
      ...{ 'x-ratelimit-reset-tokens': '3s', 'x-ratelimit-remaining-tokens': '0' },
    };
    assert.equal(after(headers), 3_000);
    assert.equal(after({ ...headers, 'x-ratelimit-remaining-tokens': '7' }), 600_000);
  });

  it('is never negative and never not a number, whatever is said', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const ms = after({ 'retry-after': one, 'x-ratelimit-reset': other });
        assert.ok(ms === undefined || ms >= 0, String(ms));
      }),
    );
  });
});
