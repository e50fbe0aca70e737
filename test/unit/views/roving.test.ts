import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moved } from '../../../src/webview/matrix/roving.ts';

const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey });

describe('keys in the matrix', () => {
  it('move by one cell, and not over the edge', () => {
    assert.deepEqual(moved({ row: 1, column: 1 }, key('ArrowRight'), 3, 3), { row: 1, column: 2 });
    assert.deepEqual(moved({ row: 1, column: 2 }, key('ArrowRight'), 3, 3), { row: 1, column: 2 });
    assert.deepEqual(moved({ row: 0, column: 1 }, key('ArrowUp'), 3, 3), { row: 0, column: 1 });
  });

  it('move to the ends of the row and, with Ctrl, of the grid', () => {
    assert.deepEqual(moved({ row: 1, column: 1 }, key('End'), 4, 3), { row: 1, column: 2 });
    assert.deepEqual(moved({ row: 1, column: 1 }, key('Home', true), 4, 3), { row: 0, column: 0 });
    assert.deepEqual(moved({ row: 1, column: 1 }, key('End', true), 4, 3), { row: 3, column: 2 });
  });

  it('that move nothing are left to others', () => {
    assert.equal(moved({ row: 1, column: 1 }, key('Tab'), 3, 3), null);
    assert.equal(moved({ row: 1, column: 1 }, key('Enter'), 3, 3), null);
  });

  it('never lead out of the grid', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.array(fc.tuple(fc.constantFrom(...keys), fc.boolean())),
        (rows, columns, presses) => {
          let place = { row: 0, column: 0 };
          for (const [name, ctrlKey] of presses) {
            place = moved(place, key(name, ctrlKey), rows, columns)!;
            assert.ok(place.row >= 0 && place.row < rows && place.column >= 0 && place.column < columns);
          }
        },
      ),
    );
  });
});
