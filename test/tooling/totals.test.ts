import assert from 'node:assert/strict';
import { formatTotals, sum } from '../runner/totals.ts';

describe('the totals of a test run', () => {
  it('are the sum over the suites', () => {
    const one = { passed: 3, failed: 1, skipped: 0 };
    assert.deepEqual(sum([one, { passed: 4, failed: 0, skipped: 2 }]), { passed: 7, failed: 1, skipped: 2 });
    assert.deepEqual(sum([]), { passed: 0, failed: 0, skipped: 0 });
  });

  it('are told in one line, skipped ones only when there are any', () => {
    assert.equal(formatTotals({ passed: 7, failed: 1, skipped: 0 }), '7 passed, 1 failed');
    assert.equal(formatTotals({ passed: 7, failed: 0, skipped: 2 }), '7 passed, 0 failed, 2 skipped');
  });
});
