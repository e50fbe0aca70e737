import assert from 'node:assert/strict';
import path from 'node:path';
import { checkFiles } from '../../../../src/engine/generation/repair/check-files.ts';
import { repairFiles, repairRules } from '../../../../src/engine/generation/repair/repair-files.ts';
import { controlApps, nodeExpress, readTexts } from '../answers/control-answers.ts';

describe('repair of what needs none', () => {
  it('changes nothing in the apps of the control models, and finds nothing wrong with them', async () => {
    const stack = await nodeExpress();
    const scaffold = await readTexts(path.join(stack.dir, 'scaffold'));
    for (const { template, baseline, flawed } of await controlApps()) {
      for (const files of [baseline, flawed]) {
        const repaired = repairFiles(files, { stack, scaffold }, { mode: 'deterministic' });
        assert.deepEqual(repaired.fixes, [], template);
        assert.deepEqual([...repaired.files], [...files], template);
        assert.deepEqual(checkFiles(files, scaffold, stack), [], template);
      }
    }
  });

  it('leaves the scaffold alone as well', async () => {
    const stack = await nodeExpress();
    const scaffold = await readTexts(path.join(stack.dir, 'scaffold'));
    const own = new Map([...scaffold].filter(([file]) => /^(?:src|public)\//.test(file)));
    assert.ok(own.size >= 2);
    assert.deepEqual(repairFiles(own, { stack, scaffold }, { mode: 'deterministic' }).fixes, []);
    assert.deepEqual(checkFiles(own, scaffold, stack), []);
  });

  it('has a name and a description for each rule', () => {
    assert.equal(new Set(repairRules.map(({ name }) => name)).size, repairRules.length);
    for (const { name, description } of repairRules) {
      assert.match(name, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(description, /^[A-Z][^\n]+\.$/);
    }
  });
});
