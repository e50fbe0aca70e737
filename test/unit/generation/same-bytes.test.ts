import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './apps.ts';

const run = promisify(execFile);
const program = path.join(import.meta.dirname, 'print-answers.ts');
const controls = ['builtin/baseline', 'builtin/flawed'].flatMap((model) =>
  ['node-express', 'react-flask'].map((stack) => `${model}@${stack}`),
);

describe('the same template, stack and seed', function () {
  this.timeout(120_000);

  it('give the same bytes and the same ground truth in another process, elsewhere and at another time', async () => {
    const print = async (cwd: string, env: Record<string, string>) => {
      const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 10_000_000 };
      const { stdout } = await run(process.execPath, [program, ...controls], options);
      return JSON.parse(stdout) as Record<string, string>;
    };
    const here = await print(root, { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
    const there = await print(os.tmpdir(), { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    assert.ok(Object.keys(here).length >= controls.length * 20 * 2);
    assert.deepEqual(there, here);
    for (const control of controls) {
      const differs = Object.keys(here).some(
        (key) => key.startsWith(control) && key.endsWith(' 1') && here[key] !== here[key.replace(/1$/, '7')],
      );
      assert.equal(differs, control.startsWith('builtin/flawed'), `${control}: what the seed is for`);
    }
  });
});
