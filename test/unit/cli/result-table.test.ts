import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { resultTable } from '../../../src/cli/result-table.ts';
import { appRecord } from '../views/support/records.ts';

describe('the table of results', () => {
  const rowOf = (endpoints: { works: number; notMeasured: number; total: number } | null) => {
    const figures = { ...appRecord().figures, endpoints };
    return stripVTControlCharacters(resultTable([appRecord({ figures })])).split('\n')[1]!;
  };

  it('tells endpoints that work from those that could not be tried', () => {
    assert.match(rowOf({ works: 8, notMeasured: 0, total: 9 }), / 8\/9 +\d/);
    assert.match(rowOf({ works: 5, notMeasured: 3, total: 9 }), / 5\/9, 3 – /);
    assert.match(rowOf(null), / completed +– /);
  });
});
