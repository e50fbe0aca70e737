import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makePrivateFolder, removeAbandonedFolders } from '../../../src/engine/processes/private-folders.ts';

describe('private folders of apps', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(os.tmpdir(), 'assay-private-'));
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  const inTwoHours = () => Date.now() + 2 * 3_600_000;
  const clean = (nowMs: number) =>
    removeAbandonedFolders(parent, nowMs, (folder, error) => assert.fail(`${folder}: ${error.message}`));

  it('are each new, and closed to others', async () => {
    const folders = [await makePrivateFolder(parent), await makePrivateFolder(parent)];
    assert.equal(new Set(folders).size, 2);
    if (process.platform !== 'win32') assert.equal((await stat(folders[0]!)).mode & 0o077, 0);
  });

  it('are removed once their process is gone, and only those', async () => {
    const { pid: goneId } = spawnSync(process.execPath, ['--version']);
    const gone = `assay-app-${goneId}-abc`;
    await mkdir(path.join(parent, gone));
    await writeFile(path.join(parent, gone, 'file'), '');
    await mkdir(path.join(parent, 'assay-app-mine'));
    const running = path.basename(await makePrivateFolder(parent));
    await clean(Date.now());
    assert.deepEqual((await readdir(parent)).sort(), [gone, running, 'assay-app-mine'].sort());
    await clean(inTwoHours());
    assert.deepEqual((await readdir(parent)).sort(), [running, 'assay-app-mine'].sort());
  });
});
