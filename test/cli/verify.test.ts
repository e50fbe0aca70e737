import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Verification } from '../../src/engine/domain/verification.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('assay verify', () => {
  const folder = temporaryFolder();

  it('says that all is well with status 0, names what is not with status 1, refuses bad input with 2', async () => {
    const trial = {
      name: 'Trial',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
    };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(trial));
    assert.equal((await runCli(folder(), 'run', 'trial.assay.json')).status, 0);
    const sound = await runCli(folder(), 'verify');
    assert.equal(sound.status, 0, sound.stdout + sound.stderr);
    assert.match(sound.stdout, /All is well in .*\.assay: \d+ records up to \d+/);

    const app = path.join(folder(), '.assay', 'apps', 'builtin+baseline', '1', 'r1');
    const [file] = readdirSync(app, { withFileTypes: true }).filter((entry) => entry.isFile());
    rmSync(path.join(app, file!.name));
    const broken = await runCli(folder(), 'verify');
    assert.equal(broken.status, 1);
    assert.ok(broken.stdout.includes(path.join(app, file!.name)), broken.stdout);
    const json = await runCli(folder(), 'verify', '--json');
    assert.equal(json.status, 1);
    const { problems, checked } = JSON.parse(json.stdout) as Verification;
    assert.deepEqual([problems.length, checked.revisions], [1, 1]);

    const none = await runCli(folder(), 'verify', '--state', 'nowhere');
    assert.equal(none.status, 2);
    assert.match(none.stderr, /nowhere: this is not a state folder/);
    assert.equal((await runCli(folder(), 'verify', '--what')).status, 2);
  });
});
