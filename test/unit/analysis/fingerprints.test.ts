import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeAt, codeKey, fingerprint, placeKey } from '../../../src/engine/analysis/fingerprints.ts';

const printsOf = (lines: readonly string[], places: readonly number[], path = 'a.js') =>
  fingerprint(places.map((line) => ({ ruleId: 'rule', path, ...codeAt(lines, line, line) })));

// Code without blank lines: those are what is put in.
const code = fc.array(fc.stringMatching(/^[a-z(){};=. ]*[a-z][a-z ]*$/), { minLength: 1, maxLength: 30 });

describe('fingerprints', () => {
  it('stay when lines move, are indented and spaced otherwise, whatever the line numbers', () => {
    const blanks = fc.array(fc.nat({ max: 3 }), { minLength: 31, maxLength: 31 });
    const indents = fc.array(fc.constantFrom('', '  ', '\t'), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(code, blanks, indents, fc.nat(), (lines, gaps, spaces, seed) => {
        const line = (seed % lines.length) + 1;
        const moved: string[] = [];
        let movedLine = 0;
        for (const [index, text] of lines.entries()) {
          for (let blank = 0; blank < gaps[index]!; blank++) moved.push('   ');
          moved.push(spaces[index]! + text.trim().replaceAll(' ', '  '));
          if (index === line - 1) movedLine = moved.length;
        }
        assert.deepEqual(printsOf(moved, [movedLine]), printsOf(lines, [line]));
      }),
    );
  });

  it('change with the code', () => {
    const [before] = printsOf(['a', 'eval(x)', 'b'], [2]);
    const [after] = printsOf(['a', 'eval(y)', 'b'], [2]);
    assert.notEqual(before![placeKey], after![placeKey]);
    assert.notEqual(before![codeKey], after![codeKey]);
  });

  it('know code that moved to another file by the second key', () => {
    const [before] = printsOf(['a', 'eval(x)', 'b'], [2]);
    const [after] = printsOf(['c', 'eval(x)', 'd'], [2], 'other.js');
    assert.notEqual(before![placeKey], after![placeKey]);
    assert.equal(before![codeKey], after![codeKey]);
  });

  it('tell equal ones apart by their order', () => {
    const prints = printsOf(['x', 'eval(x)', 'x', 'eval(x)', 'x'], [2, 4]);
    assert.equal(new Set(prints.map((print) => print[placeKey])).size, 2);
    assert.deepEqual(
      prints.map((print) => print[codeKey]!.split(':')[1]),
      ['0', '1'],
    );
  });

  it('are there for places beyond the end of the file', () => {
    assert.deepEqual(codeAt(['a'], 7, 9), { code: '', around: 'a\n' });
  });
});
