import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lossyJson } from '../../../src/engine/catalog/lossy-json.ts';
import { readJsonDocument } from '../../../src/engine/domain/json-document.ts';

const lost = (text: string) =>
  lossyJson(readJsonDocument('t.json', text)).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

/** Words that look like a part of the text around them are among the names and the values. */
const words = fc.oneof(fc.string(), fc.constantFrom('":', '"a" :', '\\":', '{"a":1,"a":2}', '\\'));
const fields = fc.dictionary(words, fc.jsonValue(), { noNullPrototype: true });

describe('what a JSON text would lose', () => {
  it('is nothing where each field is there once', () => {
    fc.assert(
      fc.property(fields, words, (object, word) => {
        const text = JSON.stringify({ word, object }, null, 2);
        fc.pre(!text.includes('__proto__'));
        assert.deepEqual(lost(text), []);
      }),
    );
  });

  it('is the first of two fields of one name, however it is written', () => {
    fc.assert(
      fc.property(words, words, (name, word) => {
        fc.pre(name !== '__proto__');
        const field = `${JSON.stringify(name)}: 1`;
        const found = lost(`{"word": ${JSON.stringify(word)}, "inside": [{\n${field},\n${field}}]}`);
        assert.deepEqual(found, [`3:1 the field ${JSON.stringify(name)} is there twice`]);
      }),
    );
    assert.deepEqual(lost('{"a": 1,\n"\\u0061"\t\n: 2}'), ['2:1 the field "a" is there twice']);
  });

  it('is a number beyond all numbers, and the name that JavaScript keeps for itself', () => {
    assert.deepEqual(lost('[{"a":\n-1e999}]'), ['2:1 the number is too large']);
    assert.deepEqual(lost('[{"a":\n9007199254740993}]'), ['2:1 the number has more digits than are kept']);
    assert.deepEqual(lost('[-12345678901234567890, 1e30, 9007199254740992, 0.1234567890123456789]'), [
      '1:2 the number has more digits than are kept',
    ]);
    assert.deepEqual(lost('[{"\\u005f_proto__": {}}]'), ['1:3 no field can be called "__proto__"']);
  });
});
