import assert from 'node:assert/strict';
import fc from 'fast-check';
import { py } from '../../../../src/engine/generation/builtin/flask/python.ts';

describe('a Python literal', () => {
  it('is the value in the words of Python', () => {
    assert.equal(py({ a: [1, 2.5, true, null] }), '{"a": [1, 2.5, True, None]}');
    assert.equal(py(1e21), '1000000000000000000000');
  });

  it('keeps any text between its quotes, in printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.match(py(text), /^"(?:[ !#-[\]-~]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/);
      }),
    );
  });

  it('writes characters beyond the first plane as one escape, and no half of a pair', () => {
    assert.equal(py('\u{1f600}'), '"\\U0001f600"');
    assert.equal(py('\ud83d'), '"\\ufffd"');
  });
});
