import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createContainerBench } from '../support/docker/container-bench.ts';
import type { ContainerBench } from '../support/docker/container-bench.ts';
import { testEngine } from '../support/docker/engine.ts';
import { attemptIn, hostileApp } from './support/hostile-app.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('an app that wants to have a say in how it is built', function () {
  this.timeout(180_000);
  let bench: ContainerBench;
  let source: Map<string, string>;

  before(async () => {
    bench = await createContainerBench(await testEngine());
    source = await hostileApp();
  });
  after(async () => bench?.remove());

  it('brings install scripts, settings and Dockerfiles of its own as files, and none of them runs', async () => {
    const scripts = Object.fromEntries(
      ['preinstall', 'install', 'postinstall', 'prepare', 'prestart', 'start'].map((name) => [
        name,
        'touch /app/was-here /app/data/was-here',
      ]),
    );
    const dockerfile =
      'FROM scratch\nCOPY . .\nUSER root\nCMD ["/bin/sh", "-c", "touch /app/data/was-here"]\n';
    const tricky = new Map([
      ...source,
      ['package.json', JSON.stringify({ type: 'module', scripts })],
      ['.npmrc', 'registry=http://127.0.0.1:1/\nignore-scripts=false\n'],
      ['Dockerfile', dockerfile],
      ['.assay/Dockerfile', dockerfile],
      ['.dockerignore', 'server.js\n'],
      ['node_modules/express/package.json', '{"name":"express","main":"/etc/passwd"}'],
      ['a\nname with a line', 'x'],
      ['#!', 'x'],
    ]);
    const app = await bench.start(tricky);
    try {
      for (const place of ['/app/was-here', '/app/data/was-here']) {
        assert.deepEqual(await attemptIn(app, 'read', place), { failed: 'ENOENT' });
      }
      const { got } = (await attemptIn(app, 'self')) as { got: { user: number } };
      assert.equal(got.user, 1_000);
      assert.match(bench.said(), /acme\/test:7 brings a Dockerfile, which is ignored: its stack says how/);
    } finally {
      await app.stop();
    }
  });

  it('is built as ever when it has files in the places of what the engine reads', async () => {
    for (const name of ['.assay', '.assay/Dockerfile/x', '.dockerignore/x', '-rf', '.wh.server.js']) {
      const app = await bench.start(new Map([...source, [name, 'x']]));
      await app.stop();
    }
  });

  it('is built by its own Dockerfile where its stack allows it, and runs behind the same walls', async () => {
    const dockerfile =
      'ARG DEPENDENCIES\nFROM ${DEPENDENCIES}\nCOPY . .\nRUN echo own > mark\nUSER root\nLABEL assay.keep=true assay.state=mine\nCMD ["node", "server.js"]\n';
    const app = await bench.start(new Map([...source, ['Dockerfile', dockerfile]]), {
      stack: await bench.addStack('node-open', { allowsDockerfile: true }),
    });
    try {
      assert.deepEqual(await attemptIn(app, 'read', '/app/mark'), { got: 'own\n' });
      const { got } = (await attemptIn(app, 'self')) as { got: { user: number; capabilities: string } };
      assert.deepEqual([got.user, got.capabilities], [1_000, '0000000000000000']);
      const [container] = await bench.containers('app');
      assert.equal(container!.Labels['assay.keep'], 'false', 'it goes as all others');
    } finally {
      await app.stop();
    }
  });

  it('has no volume, in which it could write without end', async () => {
    const dockerfile =
      'ARG DEPENDENCIES\nFROM ${DEPENDENCIES}\nCOPY . .\nVOLUME /store\nCMD ["node", "server.js"]\n';
    const stack = await bench.addStack('node-volume', { allowsDockerfile: true });
    await assert.rejects(bench.start(new Map([...source, ['Dockerfile', dockerfile]]), { stack }), {
      errorClass: 'build_failed',
      message: 'The Dockerfile of acme/test:7 declares a volume (/store), which no app may have.',
    });
  });

  it('is not built when its list of files leads outside of it, or to what is no file', async () => {
    const outside = path.join(bench.folder, 'outside.txt');
    await writeFile(outside, 'mine');
    for (const name of ['../outside.txt', outside, 'a/../../outside.txt', 'a\\..\\outside.txt', 'C:/x']) {
      const listed = { files: { [name]: { sha256: sha256('mine'), size: 4, origin: 'model' as const } } };
      await assert.rejects(bench.start(source, { manifest: listed }), /which is not inside the app/, name);
    }
    const linked = { files: { 'link.txt': { sha256: sha256('mine'), size: 4, origin: 'model' as const } } };
    await assert.rejects(
      bench.start(source, {
        manifest: linked,
        prepare: (sourceDir) => symlink(outside, path.join(sourceDir, 'link.txt')),
      }),
      /link\.txt of acme\/test:7 is not a file/,
    );
  });
});
