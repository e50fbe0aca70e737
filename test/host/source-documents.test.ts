import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listAppFiles, mainFile, readAppFile } from '../../src/views/documents/app-files.ts';

describe('the source of an app', () => {
  let folder: string;
  let app: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-source-'));
    app = path.join(folder, 'app');
    await mkdir(path.join(app, 'node_modules'), { recursive: true });
    await mkdir(path.join(app, 'public'));
    await writeFile(path.join(folder, 'secret'), 'mine');
    await writeFile(path.join(app, 'public', 'index.html'), '<p>');
    await writeFile(path.join(app, 'server.js'), 'listen()');
    await writeFile(path.join(app, 'node_modules', 'other.js'), '');
    await writeFile(path.join(app, 'large'), 'x'.repeat(2_000_001));
    await symlink('../secret', path.join(app, 'link'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('is listed without what it depends on and without links', async () => {
    const files = await listAppFiles(app);
    assert.deepEqual(files, ['large', 'public/index.html', 'server.js']);
    assert.equal(mainFile(files), 'server.js');
    assert.equal(mainFile(['server.js', 'src/app.js']), 'src/app.js');
    assert.equal(mainFile(['readme.md', 'lib/one.mjs']), 'lib/one.mjs');
    assert.equal(mainFile([]), null);
  });

  it('is read as text', async () => {
    assert.equal(await readAppFile(app, 'server.js'), 'listen()');
  });

  it('does not lead out of the app, by path or by link', async () => {
    await assert.rejects(readAppFile(app, '../secret'), /not one of the files of the app/);
    await assert.rejects(readAppFile(app, 'link'), /not one of the files of the app/);
  });

  it('is not shown when it is too large', async () => {
    await assert.rejects(readAppFile(app, 'large'), /too large to be shown \(2000001 bytes\)/);
  });
});
