import assert from 'node:assert/strict';
import fc from 'fast-check';
import { greedyMakespan } from '../../../bench/support/greedy.ts';
import { keeps, rowsTable } from '../../../bench/support/report.ts';
import { median, quantile, seededRandom } from '../../../bench/support/statistics.ts';

describe('figures of the bench', () => {
  it('takes quantiles by nearest rank, whatever the order', () => {
    const values = [5, 1, 4, 2, 3];
    assert.equal(median(values), 3);
    assert.equal(quantile(values, 0.99), 5);
    assert.equal(quantile(values, 0), 1);
    assert.deepEqual(values, [5, 1, 4, 2, 3]);
    assert.throws(() => median([]), /No value/);
  });

  it('gives the same random numbers in every run', () => {
    const draw = () => Array.from({ length: 3 }, seededRandom(1));
    assert.deepEqual(draw(), draw());
    assert.ok(draw().every((value) => value >= 0 && value < 1));
  });

  it('counts what was not measured as a bar that is not held', () => {
    assert.equal(keeps(null, { kind: 'at most', value: 5 }), false);
    assert.equal(keeps(5, { kind: 'at most', value: 5 }), true);
    assert.equal(keeps(5, { kind: 'below', value: 5 }), false);
    assert.equal(keeps(5, { kind: 'at least', value: 6 }), false);
    const show = String;
    const bar = { kind: 'at most', value: 5 } as const;
    const { text, broken } = rowsTable('measured', [
      { name: 'gone', value: null, show, bar, note: 'no server' },
      { name: 'good', value: 4, show, bar },
      { name: 'told only', value: 9, show },
    ]);
    assert.equal(broken, 1);
    assert.match(text, /gone \(no server\).*not measured.*NO/);
  });

  it('schedules in order, each to whoever is free first', () => {
    assert.equal(greedyMakespan([3, 1, 1, 1], 2), 3);
    assert.equal(greedyMakespan([1, 1, 3], 2), 4);
  });

  it('never beats the mean load or the longest job, and one worker takes the sum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 8 }),
        (durations, workers) => {
          const total = durations.reduce((sum, duration) => sum + duration, 0);
          const makespan = greedyMakespan(durations, workers);
          assert.ok(makespan >= Math.max(total / workers, ...durations));
          assert.ok(makespan <= total / workers + Math.max(...durations));
          assert.equal(greedyMakespan(durations, 1), total);
        },
      ),
    );
  });
});
