import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shapeDifference } from '../../../src/analyzer/endpoints/json-shape.ts';

describe('the shape of answers', () => {
  it('is its own', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => shapeDifference(value, uniform(value)) === null));
  });

  it('allows more keys, and anything where the example is null', () => {
    assert.equal(shapeDifference({ a: 1, b: null }, { a: 2, b: 'x', c: [] }), null);
  });

  it('lets identifiers be numbers or text', () => {
    assert.equal(
      shapeDifference({ id: 1, list_id: 2, noteId: 'x' }, { id: 'a', list_id: 'b', noteId: 3 }),
      null,
    );
  });

  const differences: [unknown, unknown, string][] = [
    [{ a: 1 }, {}, '$.a is missing'],
    [{ a: 1 }, { a: '1' }, '$.a is a string where a number is expected'],
    [
      { a: [{ b: true }] },
      { a: [{ b: true }, { b: 'yes' }] },
      '$.a[1].b is a string where a boolean is expected',
    ],
    [[1], { 0: 1 }, '$ is an object where an array is expected'],
    [{ a: 'x' }, { a: null }, '$.a is null where a string is expected'],
    [{ a: {} }, [], '$ is an array where an object is expected'],
  ];
  for (const [example, actual, expected] of differences) {
    it(`tells ${JSON.stringify(actual)} from ${JSON.stringify(example)}`, () => {
      assert.equal(shapeDifference(example, actual), expected);
    });
  }
});

/** Lists whose elements differ in shape describe no shape: the first speaks for all. */
function uniform(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(uniform);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, uniform(inner)]));
}
