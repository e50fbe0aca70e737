import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../../../src/engine/domain/errors.ts';
import {
  folderLimits,
  isInside,
  scanFolder,
  whyNotRead,
} from '../../../../src/engine/generation/existing/scan-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('the folder of an existing app', () => {
  const folder = temporaryFolder();
  const put = (name: string, content: string | Buffer = 'x') => {
    mkdirSync(path.dirname(path.join(folder(), name)), { recursive: true });
    writeFileSync(path.join(folder(), name), content);
  };
  const names = async (without: string[] = []) =>
    (await scanFolder(folder(), without)).map(({ name }) => name);
  const refused = (says: RegExp) =>
    assert.rejects(scanFolder(folder()), (error: unknown) => {
      assert.ok(InputError.is(error), String(error));
      assert.equal(error.problems.length, 1);
      assert.equal(error.problems[0]!.file, folder());
      assert.match(error.problems[0]!.message, says);
      return true;
    });

  it('is told file by file with sizes, sorted, whatever the files hold', async () => {
    put('src/b.js', 'const b = 1;\n');
    put('src/a.js', '');
    put('.env', 'A=1');
    put('logo.png', Buffer.from([0, 255, 254]));
    assert.deepEqual(await scanFolder(folder()), [
      { name: '.env', size: 3 },
      { name: 'logo.png', size: 3 },
      { name: 'src/a.js', size: 0 },
      { name: 'src/b.js', size: 13 },
    ]);
  });

  it('is without what was installed, built, cached or recorded, at any depth', async () => {
    put('app.js');
    for (const name of ['node_modules', '.git', '.assay', 'dist', 'build', '__pycache__']) {
      put(`${name}/left-out.js`);
      put(`server/${name}/left-out.js`);
    }
    put('my-environment/pyvenv.cfg');
    put('my-environment/lib/left-out.py');
    put('state/left-out.js');
    assert.deepEqual(await names([path.join(folder(), 'state')]), ['app.js']);
  });

  it('keeps a file that is called as such a folder would be', async () => {
    put('build');
    put('dist');
    assert.deepEqual(await names(), ['build', 'dist']);
  });

  it('is not left by links: those inside are not followed, those that lead out are refused by name', async () => {
    put('src/app.js');
    symlinkSync('src', path.join(folder(), 'again'));
    symlinkSync('.', path.join(folder(), 'src', 'circle'));
    symlinkSync('app.js', path.join(folder(), 'src', 'same.js'));
    symlinkSync('nowhere', path.join(folder(), 'src', 'broken.js'));
    symlinkSync('/', path.join(folder(), 'node_modules'));
    assert.deepEqual(await names(), ['src/app.js']);
    symlinkSync('../..', path.join(folder(), 'src', 'up'));
    await refused(/^src\/up is a link that leads out of the folder, to .*; put a copy in its place/);
  });

  it('has to hold something', async () => {
    await refused(/^holds no files of an app; name the folder that its code is in$/);
    put('node_modules/x/index.js');
    await refused(/^holds no files of an app/);
  });

  it('may be so large and no larger', async () => {
    put('data.bin', '');
    truncateSync(path.join(folder(), 'data.bin'), folderLimits.bytes);
    assert.equal((await names()).length, 1);
    put('one-more.txt');
    await refused(/^holds more than 100 MB; name a folder that holds the app alone/);
  });

  it('may have so many files and no more', async function () {
    this.timeout(30_000);
    for (let number = 0; number < folderLimits.files; number++) put(`many/${number}`, '');
    assert.equal((await names()).length, folderLimits.files);
    put('one-more.txt');
    await refused(/^holds more than 10000 files; name a folder/);
  });

  it('has names that every system can keep', async function () {
    if (process.platform === 'win32') return this.skip();
    put('a\\b.js');
    await refused(/^the name "a\\\\b\.js" cannot be kept on every system; rename the file$/);
  });

  it('that may not be read is told as that, with what helps', () => {
    const error = (code: string) => Object.assign(new Error('x'), { code });
    assert.match(whyNotRead(error('EACCES')), /^may not be read; give yourself the permission/);
    assert.equal(whyNotRead(error('EIO')), 'cannot be read (EIO)');
    assert.equal(whyNotRead(new Error('no code')), 'cannot be read (no code)');
  });

  it('holds itself and what is below, and nothing beside', () => {
    const at = (...parts: string[]) => path.resolve('/work', ...parts);
    assert.ok(isInside(at('app'), at('app')));
    assert.ok(isInside(at('app', '..a', 'b'), at('app')));
    assert.ok(!isInside(at('app-2'), at('app')));
    assert.ok(!isInside(at(), at('app')));
  });
});
