import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { removeInside } from '../../../src/engine/store/remove-inside.ts';
import { stateFolder } from '../../../src/engine/store/state-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the removal of a folder of the state folder', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder(), 'state');
  const remove = (relative: string) => removeInside(stateFolder(root()), relative);
  const at = (...parts: string[]) => path.join(root(), ...parts);
  const make = (...parts: string[]) => {
    mkdirSync(at(...parts), { recursive: true });
    writeFileSync(at(...parts, 'file'), 'x');
  };

  it('takes a revision with all that is in it, and the app folder with the last of them', async () => {
    make('apps', 'm', '1', 'r1', 'src');
    make('apps', 'm', '1', 'r2');
    assert.equal(await remove('apps/m/1/r1'), at('apps', 'm', '1'));
    assert.deepEqual(readdirSync(at('apps', 'm', '1')), ['r2']);
    assert.equal(await remove('apps/m/1/r2'), at('apps', 'm'));
    assert.deepEqual(readdirSync(at('apps', 'm')), []);
    make('attempts', '7');
    assert.equal(await remove('attempts/7'), at('attempts'));
    assert.deepEqual(readdirSync(at('attempts')), []);
  });

  it('may be repeated; what is to be synced is the nearest folder that is there', async () => {
    make('apps', 'm', '1', 'r1');
    await remove('apps/m/1/r1');
    assert.equal(await remove('apps/m/1/r1'), at('apps', 'm'));
  });

  it('removes links and leaves what they lead to', async () => {
    const elsewhere = path.join(folder(), 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(path.join(elsewhere, 'precious'), 'x');
    make('apps', 'm', '1', 'r1');
    symlinkSync(elsewhere, at('apps', 'm', '1', 'r1', 'link'));
    await remove('apps/m/1/r1');
    make('apps', 'm', '2');
    symlinkSync(elsewhere, at('apps', 'm', '2', 'r1'));
    await remove('apps/m/2/r1');
    assert.ok(!existsSync(at('apps', 'm', '2', 'r1')));
    // An app's folder that is a link: what lies behind it is not ours.
    mkdirSync(path.join(elsewhere, 'r1'));
    rmSync(at('apps', 'm', '2'), { recursive: true });
    symlinkSync(elsewhere, at('apps', 'm', '2'));
    await assert.rejects(remove('apps/m/2/r1'), AssayError.is);
    assert.deepEqual(readdirSync(elsewhere).sort(), ['precious', 'r1']);
  });

  for (const bad of [
    '',
    'apps',
    'apps/m',
    'apps/m/1',
    'apps/../1/r1',
    'apps/./1/r1',
    'apps/m/../r1',
    'apps/m/1/r1/..',
    'apps/m/1/r1/src',
    'attempts',
    'attempts/..',
    'attempts/7/app',
    'blobs/ab',
    'journal',
    '/apps/m/1/r1',
    '../apps/m/1/r1',
    'apps\\m\\1\\r1',
  ]) {
    it(`refuses ${bad || 'nothing'}`, async () => {
      make('apps', 'm', '1', 'r1', 'src');
      await assert.rejects(remove(bad), /is not a folder that Assay may remove/);
      assert.ok(existsSync(at('apps', 'm', '1', 'r1', 'src', 'file')));
    });
  }
});
