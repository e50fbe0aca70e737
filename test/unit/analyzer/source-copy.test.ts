import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  copySources,
  kindOf,
  listSources,
  removeAbandonedCopies,
} from '../../../src/analyzer/source-copy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe("the copy of an app's source", () => {
  const folder = temporaryFolder();

  it("holds the app's own scripts only, whatever they are called, and follows no links", async () => {
    for (const dir of ['src', 'node_modules/x', '.git'])
      await mkdir(path.join(folder(), dir), { recursive: true });
    for (const file of [
      'src/a.min.js',
      'b.MJS',
      'node_modules/x/c.js',
      '.git/d.js',
      'e.txt',
      'package.json',
    ]) {
      await writeFile(path.join(folder(), file), '');
    }
    await symlink('/etc', path.join(folder(), 'src', 'outside'));
    await symlink('/etc/passwd', path.join(folder(), 'src', 'passwd.js'));
    const files = await listSources(folder(), ['.js', '.mjs']);
    assert.deepEqual(files, ['b.MJS', 'src/a.min.js']);
    const copy = await copySources(folder(), files);
    assert.deepEqual(await readdir(copy.dir), ['0000.module.mjs', '0001.script.js']);
    assert.equal(copy.originals.get('0001.script.js'), 'src/a.min.js');
    await copy.dispose();
    await assert.rejects(readdir(copy.dir), { code: 'ENOENT' });
  });

  it('is removed later when the program was killed, and never while it runs', async () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const abandoned = await mkdtemp(path.join(os.tmpdir(), `assay-source-${ended}-`));
    await writeFile(path.join(folder(), 'a.js'), '');
    const copy = await copySources(folder(), ['a.js']);
    await removeAbandonedCopies();
    await assert.rejects(readdir(abandoned), { code: 'ENOENT' });
    assert.equal((await readdir(copy.dir)).length, 1);
    await copy.dispose();
  });

  it('tells modules, CommonJS and scripts of pages apart', () => {
    assert.equal(kindOf('.js', "import fs from 'node:fs';"), 'module');
    assert.equal(kindOf('.js', 'export const a = 1;'), 'module');
    assert.equal(kindOf('.js', "const a = require('a');"), 'commonjs');
    assert.equal(kindOf('.js', 'module.exports = 1;'), 'commonjs');
    assert.equal(kindOf('.js', "document.title = 'imports and exports';"), 'script');
    assert.equal(kindOf('.cjs', ''), 'commonjs');
    assert.equal(kindOf('.mjs', ''), 'module');
  });
});
