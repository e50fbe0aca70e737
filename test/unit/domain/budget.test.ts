import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeCall } from '../../../src/engine/domain/budget.ts';
import type { Amount } from '../../../src/engine/domain/budget.ts';
import { confirmationOf, dollars, expectedNanoUsd, median } from '../../../src/engine/domain/estimate.ts';
import { nanoUsd, usageRecord } from '../../../src/engine/domain/usage.ts';

const anyAmount: fc.Arbitrary<Amount> = fc.record({ nanoUsd: fc.nat(50), tokens: fc.nat(50) });
const anyLimit = fc.option(fc.nat(100));
const anyCase = fc.tuple(
  fc.record({ nanoUsd: anyLimit, tokens: anyLimit }),
  ...([anyAmount, anyAmount, anyAmount] as const),
);
const axes = ['nanoUsd', 'tokens'] as const;

describe('the budget', () => {
  it('lets a call begin exactly when all that may be taken stays within it', () => {
    fc.assert(
      fc.property(anyCase, ([limits, spent, reserved, call]) => {
        const judgement = judgeCall(limits, spent, reserved, call);
        const within = (taken: (axis: (typeof axes)[number]) => number) =>
          axes.every((axis) => limits[axis] === null || call[axis] === 0 || taken(axis) <= limits[axis]);
        const alone = within((axis) => spent[axis] + call[axis]);
        const beside = within((axis) => spent[axis] + reserved[axis] + call[axis]);
        assert.equal(judgement.kind, beside ? 'fits' : alone ? 'wait' : 'over');
        if (judgement.kind === 'over') {
          const axis = judgement.limit === 'cost' ? 'nanoUsd' : 'tokens';
          assert.ok(spent[axis] + call[axis] > limits[axis]!);
        }
      }),
    );
  });

  it('is never overrun by calls that take no more than was expected, in whatever order they begin and end', () => {
    const anyCall = fc.record({ expected: anyAmount, share: fc.double({ min: 0, max: 1, noNaN: true }) });
    const limit = fc.record({ nanoUsd: anyLimit, tokens: anyLimit });
    fc.assert(
      fc.property(limit, fc.array(anyCall, { maxLength: 40 }), fc.nat(3), (limits, calls, width) => {
        const spent = { nanoUsd: 0, tokens: 0 };
        const running: (typeof calls)[number][] = [];
        const end = () => {
          const call = running.shift()!;
          for (const axis of axes) spent[axis] += Math.floor(call.expected[axis] * call.share);
        };
        const reserved = () => ({
          nanoUsd: running.reduce((sum, call) => sum + call.expected.nanoUsd, 0),
          tokens: running.reduce((sum, call) => sum + call.expected.tokens, 0),
        });
        for (const call of calls) {
          let judgement = judgeCall(limits, spent, reserved(), call.expected);
          while (judgement.kind === 'wait') {
            assert.ok(running.length > 0, 'it waits for somebody');
            end();
            judgement = judgeCall(limits, spent, reserved(), call.expected);
          }
          if (judgement.kind === 'fits') running.push(call);
          if (running.length > width) end();
        }
        while (running.length > 0) end();
        for (const axis of axes) assert.ok(spent[axis] <= (limits[axis] ?? Number.POSITIVE_INFINITY));
      }),
    );
  });
});

describe('what calls took', () => {
  const sums = { calls: 3, calls_uncounted: 1, calls_reported: 1, calls_estimated: 1 };
  const tokens = { input_tokens: 10, output_tokens: 20, cost_nano_usd: nanoUsd(0.3) };

  it('says of a sum what it is made of and what is missing in it', () => {
    assert.deepEqual(usageRecord({ ...sums, ...tokens }), {
      ...{ calls: 3, inputTokens: 10, outputTokens: 20, uncountedCalls: 1 },
      ...{ costUsd: 0.3, costBasis: 'mixed', unpricedCalls: 1 },
    });
  });

  it('has no zero for what nobody measured', () => {
    const none = {
      calls_reported: 0,
      calls_estimated: 0,
      input_tokens: 0,
      output_tokens: 0,
      cost_nano_usd: 0,
    };
    assert.equal(usageRecord({ calls: 0, calls_uncounted: 0, ...none }), null);
    const unknown = usageRecord({ calls: 2, calls_uncounted: 2, ...none });
    assert.deepEqual(unknown, {
      ...{ calls: 2, inputTokens: null, outputTokens: null, uncountedCalls: 2 },
      ...{ costUsd: null, costBasis: null, unpricedCalls: 2 },
    });
  });
});

describe('an estimate', () => {
  it('takes the middle of what there was, and of nothing nothing', () => {
    assert.deepEqual([median([]), median([5]), median([9, 1, 5]), median([1, 9])], [null, 5, 5, 9]);
  });

  it('reckons with prices for a million tokens', () => {
    const price = { inputPerMillionUsd: 3, outputPerMillionUsd: 15 };
    assert.equal(expectedNanoUsd(price, { input: 2_000, output: 10_000 }), nanoUsd(0.156));
  });

  it('shows small amounts, too', () => {
    assert.deepEqual([0, 0.1, 12.345, 0.0421, 0.00037].map(dollars), [
      '$0.00',
      '$0.10',
      '$12.35',
      '$0.042',
      '$0.00037',
    ]);
  });

  it('is asked about above the limit and where nobody can say, and only before a run begins', () => {
    const estimate = { jobs: 1, calls: 1, tokens: { input: 1, output: 1 }, basis: [], unknownPrices: [] };
    const of = (outcome: 'created' | 'resumed', costUsd: number | null, unknownPrices: string[] = []) =>
      confirmationOf({ ...estimate, outcome, costUsd, unknownPrices }, 1);
    assert.equal(of('created', 1), null);
    assert.equal(of('created', null), null);
    assert.match(
      of('created', 1.01) ?? '',
      /\$1\.01, which is more than \$1\.00 \(budget\.confirmAboveUsd\)/,
    );
    assert.match(of('created', 0.5, ['lab/x']) ?? '', /the price of lab\/x is not known/);
    assert.equal(of('resumed', 5, ['lab/x']), null);
  });
});
