import assert from 'node:assert/strict';
import fc from 'fast-check';
import { repairFiles } from '../../../../src/engine/generation/repair/repair-files.ts';
import type { RepairTarget } from '../../../../src/engine/generation/repair/repair-rule.ts';
import { appRuleCases } from './app-rule-cases.ts';
import { codeRuleCases } from './code-rule-cases.ts';
import { nodeExpressTarget, repaired } from './repair-bench.ts';
import { page } from './rule-case.ts';

const cases = [...codeRuleCases, ...appRuleCases];

describe('the repair rules', () => {
  let target: RepairTarget;
  before(async () => {
    target = await nodeExpressTarget();
  });

  for (const [name, rule, before, after, file = 'src/lib.js', others = {}] of cases) {
    it(`${rule}: ${name}`, () => {
      const { files, fixes } = repaired({ [file]: before, ...others }, target);
      const mine = fixes.filter((fix) => fix.rule === rule);
      assert.equal(files[file], after ?? before);
      assert.deepEqual(fixes.length, after === null ? 0 : 1, JSON.stringify(fixes));
      if (after === null) return;
      assert.equal(mine[0]?.path, file);
      assert.ok(mine[0].count >= 1);
      assert.ok(mine[0].detail !== '' && !mine[0].detail.includes('\n'));
      assert.deepEqual(repaired(files, target).fixes, [], 'once is enough');
    });
  }

  it('count each place, and build on one another', () => {
    const before = "\uFEFFconst fs = require('fs');\r\nconst os = require('os');\r\nimport a from './A';\r\n";
    const { files, fixes } = repaired({ 'src/lib.js': before, 'src/a.js': '' }, target);
    assert.equal(
      files['src/lib.js'],
      "import fs from 'node:fs';\nimport os from 'node:os';\nimport a from './a.js';\n",
    );
    assert.deepEqual(
      fixes.map(({ rule, count }) => [rule, count]),
      [
        ['byte-order-mark', 1],
        ['line-ends', 3],
        ['require-in-module', 2],
        ['relative-import', 1],
      ],
    );
  });

  it('do nothing in the mode none', () => {
    const files = new Map([['src/a.js', '\uFEFFx;\r\n']]);
    const result = repairFiles(files, target, { mode: 'none' });
    assert.deepEqual([...result.files], [...files]);
    assert.deepEqual(result.fixes, []);
    assert.equal(repairFiles(files, target, { mode: 'model' }).fixes.length, 2);
  });

  it('throw at nothing, and change nothing a second time', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        ...cases.map(([, , before]) => before),
        '\n',
        '`',
        '${',
        '}',
        "'",
        '<script>',
        '&lt;',
        '\r\n',
      ),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const name = fc.constantFrom(
      'src/app.js',
      'src/a.js',
      page,
      'public/index.html',
      'public/a.css',
      'src/a.json',
    );
    fc.assert(
      fc.property(fc.dictionary(name, text, { maxKeys: 4 }), (files) => {
        const once = repaired(files, target);
        assert.deepEqual(Object.keys(once.files), Object.keys(files));
        const changed = new Set(once.fixes.map(({ path }) => path));
        for (const [path, content] of Object.entries(files)) {
          assert.equal(once.files[path] === content, !changed.has(path), path);
        }
        assert.deepEqual(repaired(once.files, target).fixes, []);
      }),
      { numRuns: 1_000 },
    );
  });
});
