import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leaderOf, leaders, median, summarise } from '../../../src/views/matrix/summary.ts';
import { noFindings } from '../../../src/engine/domain/severity.ts';
import type { AppFigures } from '../../../src/engine/domain/records.ts';

const unmeasured: AppFigures = { endpoints: null, findings: null, latencyP95: null, requestsPerSecond: null };
const figures = (works: number, high: number, latencyP95: number): AppFigures => ({
  endpoints: { works, notMeasured: 0, total: 10 },
  findings: { ...noFindings(), high },
  latencyP95,
  requestsPerSecond: 100,
});

describe('a summary of apps', () => {
  it('leaves out what was not measured instead of taking it as zero', () => {
    const summary = summarise([figures(10, 1, 20), unmeasured, figures(5, 2, 40)]);
    assert.deepEqual(summary, {
      apps: 3,
      measured: 2,
      endpoints: { works: 15, notMeasured: 0, total: 20 },
      findings: { ...noFindings(), high: 3 },
      latencyP95: 30,
    });
  });

  it('of apps none of which was measured has no figures', () => {
    const summary = summarise([unmeasured, unmeasured]);
    assert.deepEqual(summary, { apps: 2, measured: 0, endpoints: null, findings: null, latencyP95: null });
  });

  it('counts an app as measured when its only figure is a zero', () => {
    assert.equal(summarise([{ ...unmeasured, latencyP95: 0 }]).measured, 1);
    assert.equal(summarise([{ ...unmeasured, findings: noFindings() }]).measured, 1);
  });

  it('has a median that is between the extremes and does not hang on the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values)!;
        assert.ok(middle >= Math.min(...values) && middle <= Math.max(...values));
        assert.equal(median([...values].reverse()), middle);
      }),
    );
    assert.equal(median([]), null);
  });
});

describe('the leaders of a comparison', () => {
  const lead = (...models: AppFigures[][]) => leaders(models.map((apps) => summarise(apps)));

  it('are first in what they are better at', () => {
    assert.deepEqual(lead([figures(10, 0, 50)], [figures(7, 3, 20)]), [
      ['endpoints', 'findings'],
      ['latency'],
    ]);
  });

  it('are none over endpoints that could not be tried and might have worked', () => {
    const partly = (works: number, notMeasured: number): AppFigures => ({
      ...unmeasured,
      endpoints: { works, notMeasured, total: 10 },
    });
    assert.deepEqual(lead([partly(8, 0)], [partly(5, 4)]), [[], []]);
    assert.deepEqual(lead([partly(9, 0)], [partly(5, 4)]), [['endpoints'], []]);
    assert.deepEqual(lead([partly(9, 1)], [partly(5, 4)]), [['endpoints'], []]);
  });

  it('share a tie with some but not with all', () => {
    assert.deepEqual(lead([figures(10, 0, 20)], [figures(10, 1, 20)]), [['findings'], []]);
    assert.deepEqual(lead([figures(10, 0, 10)], [figures(10, 0, 20)], [figures(9, 0, 20)]), [
      ['endpoints', 'latency'],
      ['endpoints'],
      [],
    ]);
  });

  it('are none while an app is not measured', () => {
    assert.deepEqual(lead([figures(10, 0, 20), unmeasured], [figures(1, 9, 90)]), [[], []]);
  });

  it('are not told apart by response times that differ as runs do', () => {
    assert.deepEqual(lead([figures(10, 0, 10)], [figures(10, 0, 12)]), [[], []]);
  });

  it('have a leader when one is first in most', () => {
    assert.equal(leaderOf([['endpoints', 'findings'], ['latency']]), 0);
    assert.equal(leaderOf([['endpoints'], ['latency']]), null);
    assert.equal(leaderOf([[], []]), null);
  });

  it('are none without a rival', () => {
    assert.deepEqual(lead([figures(10, 0, 20)]), [[]]);
  });
});
