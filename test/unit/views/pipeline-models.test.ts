import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { modelsIn, withModels } from '../../../src/views/models/pipeline-models.lazy.ts';

/** What comes out, and that it is still what it was otherwise. */
function edited(text: string, models: string[]): string {
  const result = withModels(text, models);
  assert.deepEqual([...modelsIn(result)!].sort(), [...models].sort());
  return result;
}

describe('the models of a pipeline file, chosen anew', () => {
  it('are added behind those on one line', () => {
    assert.equal(edited('{"models": ["a/1"], "n": 1}', ['a/1', 'b/2']), '{"models": ["a/1", "b/2"], "n": 1}');
    assert.equal(edited('{"models": ["a/1", ]}', ['a/1', 'b/2']), '{"models": ["a/1", "b/2", ]}');
  });

  it('get lines of their own where the others have them, each comment staying with its model', () => {
    const text = '{\n  "models": [\n    // cheap\n    "a/1", // fast\n    "b/2" // slow\n  ]\n}\n';
    assert.equal(
      edited(text, ['a/1', 'b/2', 'c/3', 'd/4']),
      '{\n  "models": [\n    // cheap\n    "a/1", // fast\n    "b/2", // slow\n    "c/3",\n    "d/4"\n  ]\n}\n',
    );
    const withComma = text.replace('"b/2"', '"b/2",');
    assert.match(edited(withComma, ['a/1', 'b/2', 'c/3']), /"b\/2", \/\/ slow\n {4}"c\/3",\n {2}\]/);
  });

  it('go without the comma that led to them', () => {
    const text = '{"models": ["a/1", "b/2", "c/3"]}';
    assert.equal(edited(text, ['a/1']), '{"models": ["a/1"]}');
    assert.equal(edited(text, ['c/3']), '{"models": ["c/3"]}');
    assert.equal(edited(text, ['a/1', 'c/3', 'd/4']), '{"models": ["a/1", "c/3", "d/4"]}');
    assert.equal(edited(text, ['a/1', 'd/4']), '{"models": ["a/1", "d/4"]}');
  });

  it('replace all of them, or come where there were none', () => {
    assert.equal(edited('{"models": ["a/1"]}', ['z/9']), '{"models": ["z/9"]}');
    assert.equal(edited('{"models": []}', ['z/9']), '{"models": ["z/9"]}');
    assert.equal(
      edited('{\n  "models": [\n    "a/1"\n  ]\n}', ['y/8', 'z/9']),
      '{\n  "models": [\n    "y/8",\n    "z/9"\n  ]\n}',
    );
    assert.deepEqual(parse(edited('{\n  // mine\n  "name": "N"\n}', ['z/9'])), {
      name: 'N',
      models: ['z/9'],
    });
    assert.match(edited('{\n  // mine\n  "name": "N"\n}', ['z/9']), /\/\/ mine/);
  });

  it('cannot be placed in what is no pipeline file', () => {
    assert.equal(modelsIn('[1]'), null);
    assert.equal(modelsIn(''), null);
    assert.throws(() => withModels('[1]', ['a/1']), /no JSON object/);
  });

  it('are as chosen and leave valid JSON, whatever was there', () => {
    const name = fc.stringMatching(/^[a-c]\/[0-9]$/);
    const names = fc.uniqueArray(name, { maxLength: 6 });
    const styles = fc.constantFrom(
      'one line',
      'lines',
      'lines with comments',
      'lines with a comma at the end',
    );
    fc.assert(
      fc.property(
        names,
        fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
        styles,
        (before, after, style) => {
          const items = before.map((model) => JSON.stringify(model));
          const lines = items.map((item) => `\n    ${item}`);
          const list = {
            'one line': items.join(', '),
            lines: `${lines.join(',')}\n  `,
            'lines with comments': `${lines.map((line, i) => `${line}${i < items.length - 1 ? ',' : ''} // ${i}`).join('')}\n  `,
            'lines with a comma at the end': `${lines.map((line) => `${line},`).join('')}\n  `,
          }[style];
          const text = `{\n  "name": "N", // of it\n  "models": [${list}],\n  "seed": 3\n}\n`;
          const result = withModels(text, after);
          const errors: ParseError[] = [];
          const value = parse(result, errors, { allowTrailingComma: true }) as {
            models: string[];
            seed: number;
          };
          assert.deepEqual(errors, []);
          const kept = before.filter((model) => after.includes(model));
          const added = after.filter((model) => !before.includes(model));
          assert.deepEqual([value.models, value.seed], [[...kept, ...added], 3]);
          assert.ok(result.includes('// of it'));
          assert.equal(withModels(result, after), result);
        },
      ),
      { numRuns: 500 },
    );
  });
});
