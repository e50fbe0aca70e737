import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { folderDigest } from '../../../../src/engine/generation/existing/folder-digest.ts';
import { scanFolder } from '../../../../src/engine/generation/existing/scan-folder.ts';
import { takeApp } from '../../../../src/engine/generation/existing/take-app.ts';
import { checkApp } from '../../../../src/engine/scheduler/app-check.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('an existing app that is taken', () => {
  const folder = temporaryFolder();
  const freely = () => ({ signal: new AbortController().signal, report: () => undefined });
  const shop = () => path.join(folder(), 'shop');
  const put = (name: string, content: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(shop(), name)), { recursive: true });
    writeFileSync(path.join(shop(), name), content);
  };
  const workDir = (name: string) => {
    mkdirSync(path.join(folder(), name));
    return path.join(folder(), name);
  };
  const take = (to: string, without: string[] = []) =>
    takeApp({ path: shop(), without }, workDir(to), freely());
  const digest = async () => folderDigest(shop(), await scanFolder(shop()));

  it('is in the attempt, byte by byte as in its folder, with a manifest that it is held to', async () => {
    put('src/app.js', 'eval(1);\n');
    put('logo.png', Buffer.from([0, 255, 254, 13, 10]));
    put('state/journal.bin', 'not the app');
    const outcome = await take('attempt', [path.join(shop(), 'state')]);
    const taken = path.join(folder(), 'attempt', 'app');
    assert.deepEqual(Object.keys(outcome.manifest.files), ['logo.png', 'src/app.js']);
    for (const [name, { sha256, size, origin }] of Object.entries(outcome.manifest.files)) {
      const content = readFileSync(path.join(shop(), name));
      assert.deepEqual(readFileSync(path.join(taken, name)), content);
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256);
      assert.deepEqual([size, origin], [content.length, 'model'], 'findings in it count');
    }
    assert.deepEqual([outcome.groundTruthBlob, outcome.remarks], [null, []]);
    assert.equal(await checkApp(taken, outcome.manifest), null);
  });

  it('is the same as long as the folder is, and another when anything in it changes', async () => {
    put('a.js', 'a');
    put('b.js', 'b');
    const first = await digest();
    put('node_modules/x/index.js', 'installed');
    assert.equal(await digest(), first);
    put('b.js', 'c');
    const changed = await digest();
    assert.notEqual(changed, first);
    rmSync(path.join(shop(), 'b.js'));
    put('c.js', 'c');
    assert.notEqual(await digest(), changed, 'a name is a part of it');
  });

  it('has different digests for different files, wherever the bytes lie', async () => {
    const files = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.uint8Array({ maxLength: 3 }), {
      minKeys: 1,
      noNullPrototype: true,
    });
    const digestOf = async (all: Record<string, Uint8Array>) => {
      rmSync(shop(), { recursive: true, force: true });
      for (const [name, content] of Object.entries(all)) put(name, content);
      return digest();
    };
    const textOf = (all: Record<string, Uint8Array>) =>
      JSON.stringify(
        Object.entries(all)
          .map(([name, content]) => [name, [...content]])
          .sort(),
      );
    await fc.assert(
      fc.asyncProperty(files, files, async (one, other) => {
        assert.equal((await digestOf(one)) === (await digestOf(other)), textOf(one) === textOf(other));
      }),
      { numRuns: 30 },
    );
  });

  it('that is gone or has become no app is told as something to be put right, and nothing is taken', async () => {
    await assert.rejects(take('first'), {
      errorClass: 'misconfigured',
      message: /cannot be taken as an app/,
    });
    put('node_modules/x.js', 'x');
    await assert.rejects(take('second'), {
      errorClass: 'misconfigured',
      message: /holds no files of an app/,
    });
  });

  it('stops when it is cancelled', async () => {
    put('a.js', 'a');
    const stopped = { signal: AbortSignal.abort(), report: () => undefined };
    await assert.rejects(takeApp({ path: shop(), without: [] }, workDir('attempt'), stopped), {
      name: 'AbortError',
    });
  });

  it('may have more files than a process may have open', async function () {
    this.timeout(60_000);
    for (let number = 0; number < 2_000; number++) put(`many/${number % 50}/${number}.js`, `${number}`);
    const { manifest } = await take('attempt');
    assert.equal(Object.keys(manifest.files).length, 2_000);
    assert.equal(await checkApp(path.join(folder(), 'attempt', 'app'), manifest), null);
  });
});
