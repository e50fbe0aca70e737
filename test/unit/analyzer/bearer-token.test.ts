import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carriesToken } from '../../../src/analyzer/bearer-token.ts';

const token = fc.stringMatching(/^[!-~]{1,64}$/);

describe('the token that guards an analyzer service', () => {
  it('is what the header carries', () => {
    fc.assert(fc.property(token, (text) => carriesToken(`Bearer ${text}`, text)));
  });

  it('is carried by no other header', () => {
    fc.assert(
      fc.property(token, fc.string(), (text, other) => {
        fc.pre(other !== `Bearer ${text}`);
        return !carriesToken(other, text) && !carriesToken(`Bearer ${other}`, `${text}\0`);
      }),
    );
    assert.equal(carriesToken(undefined, 'secret'), false);
    for (const almost of [
      'secret',
      'Bearer secre',
      'Bearer secrets',
      'bearer secret',
      'Bearer  secret',
      'Basic secret',
    ]) {
      assert.equal(carriesToken(almost, 'secret'), false, almost);
    }
  });
});
