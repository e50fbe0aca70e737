import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { AppInstance, AppStartRequest } from '../../../src/engine/domain/executors.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { createProcessAppRuntime } from '../../../src/engine/processes/process-app-runtime.ts';
import { installation, root } from '../generation/apps.ts';
import { createChildApps, manifestOf, never, serverWith } from './child-apps.ts';
import type { ChildApps } from './child-apps.ts';

describe('apps as child processes', function () {
  this.timeout(60_000);
  let apps: ChildApps;
  beforeEach(async () => {
    apps = await createChildApps();
  });
  afterEach(() => apps.remove());

  const start = async (request: AppStartRequest) => apps.runtime.start(request, never());

  async function isRefused(request: AppStartRequest, message: RegExp, signal = never()): Promise<AssayError> {
    const error: unknown = await apps.runtime.start(request, signal).then(
      (app: AppInstance) => app.stop().then(() => assert.fail('the app started')),
      (reason: unknown) => reason,
    );
    assert.ok(AssayError.is(error), String(error));
    assert.match(error.message, message);
    assert.deepEqual(await apps.privateFolders(), [], 'its folder is gone');
    return error;
  }

  it('starts the bare scaffold of the stack', async () => {
    const sourceDir = path.join(root, 'stacks/node-express/scaffold');
    const manifest = await manifestOf(sourceDir);
    const app = await start({ ...(await apps.request('')), sourceDir, manifest });
    try {
      assert.match(app.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
      const health = await fetch(`${app.baseUrl}/health`, { headers: { connection: 'close' } });
      assert.deepEqual(await health.json(), { status: 'ok' });
      assert.match(app.log(), /listening on 127\.0\.0\.1/);
      assert.doesNotMatch(app.log(), /assay-[0-9a-f]{32}/);
    } finally {
      await app.stop();
    }
  });

  it('starts fresh instances side by side, each with empty data and a port of its own', async () => {
    const route =
      "fs.appendFileSync(process.env.DATA_DIR + '/visits', 'x'); return fs.readFileSync(process.env.DATA_DIR + '/visits', 'utf8')";
    const request = await apps.request(serverWith(route));
    const running = await Promise.all([1, 2, 3].map(() => start(request)));
    try {
      assert.equal(new Set(running.map(({ baseUrl }) => baseUrl)).size, 3);
      for (const { baseUrl } of running) {
        const answer = await fetch(baseUrl, { headers: { connection: 'close' } });
        assert.equal(await answer.json(), 'x');
      }
    } finally {
      await Promise.all(running.map((app) => app.stop()));
    }
  });

  it('ends the app and removes its folder when it is stopped, also twice', async () => {
    const before = await apps.privateFolders();
    const app = await start(await apps.request(serverWith("return ''")));
    assert.equal((await apps.privateFolders()).length, before.length + 1);
    await app.stop();
    await app.stop();
    assert.deepEqual(await apps.privateFolders(), before);
    const { port } = new URL(app.baseUrl);
    const failure = await new Promise<NodeJS.ErrnoException>((resolve) => {
      net.connect(Number(port), '127.0.0.1').on('error', resolve);
    });
    assert.equal(failure.code, 'ECONNREFUSED');
  });

  it('says unhealthy with the log when the app ends at its start', async () => {
    const request = await apps.request("console.log('about to fail'); throw new Error('no such table');");
    const error = await isRefused(request, /builtin\/test:7 ended at its start \(exit status 1\)/);
    assert.equal(error.errorClass, 'unhealthy');
    assert.match(error.detail!, /about to fail/);
    assert.match(error.detail!, /no such table/);
  });

  it('says unhealthy when the app never listens', async () => {
    const request = await apps.request("console.error('thinking'); setInterval(() => {}, 1000);", 1_000);
    const error = await isRefused(request, /not up after 1000 ms: it does not listen/);
    assert.match(error.detail!, /thinking/);
  });

  it('says unhealthy when the health path answers 5xx, or nothing', async () => {
    const listen = 'listen(Number(process.env.PORT), process.env.HOST)';
    const failing = `import http from 'node:http'; http.createServer((q, r) => { r.statusCode = 503; r.end(); }).${listen};`;
    await isRefused(await apps.request(failing, 1_000), /not up after 1000 ms: it answers status 503/);
    const hanging = `import http from 'node:http'; http.createServer(() => {}).${listen};`;
    await isRefused(await apps.request(hanging, 1_000), /not up after 1000 ms: it does not answer/);
  });

  it('caps the log', async () => {
    const app = await start(
      await apps.request(
        serverWith("return ''", "for (let i = 0; i < 3000; i++) console.log(i + ' '.repeat(90));"),
      ),
    );
    try {
      assert.ok(app.log().length <= 64 * 1024);
      assert.match(app.log(), /2999/);
      assert.doesNotMatch(app.log(), /^0 /);
    } finally {
      await app.stop();
    }
  });

  it('refuses a file that is not what was generated, is missing, or is a link', async () => {
    const request = await apps.request(serverWith("return ''"));
    await writeFile(path.join(apps.sourceDir, 'server.js'), 'console.log("other")');
    await isRefused(request, /server\.js of builtin\/test:7 is not what was generated/);
    await rm(path.join(apps.sourceDir, 'server.js'));
    await isRefused(request, /server\.js of builtin\/test:7 cannot be read/);
    await symlink(path.join(apps.sourceDir, 'package.json'), path.join(apps.sourceDir, 'server.js'));
    await isRefused(request, /server\.js of builtin\/test:7 is not a file/);
  });

  it('copies nothing that is not in the manifest, and no name that leaves the folder', async () => {
    const request = await apps.request(serverWith("return fs.readdirSync('.')"));
    await writeFile(path.join(apps.sourceDir, 'extra.js'), '');
    const app = await start(request);
    try {
      const names = (await (
        await fetch(app.baseUrl, { headers: { connection: 'close' } })
      ).json()) as string[];
      assert.deepEqual(names.sort(), ['data', 'node_modules', 'package.json', 'server.js']);
    } finally {
      await app.stop();
    }
    await mkdir(path.join(apps.sourceDir, 'sub'));
    for (const name of ['../server.js', '/etc/passwd', 'sub/../server.js', 'C:/x', 'a\\b']) {
      const files = { [name]: request.manifest.files['server.js']! };
      await isRefused({ ...request, manifest: { files } }, /not inside the app/);
    }
  });

  it('runs apps of the control models only', async () => {
    const request = { ...(await apps.request('')), app: { model: 'openrouter/any', number: 1 } };
    const error = await isRefused(request, /apps of openrouter\/any run only in containers/);
    assert.equal(error.errorClass, 'unhealthy');
  });

  it('stops when it is cancelled while the app starts', async () => {
    const request = await apps.request('setInterval(() => {}, 1000);');
    const controller = new AbortController();
    const started = isRefused(request, /start of builtin\/test:7 was stopped/, controller.signal);
    const timer = setInterval(() => {
      void apps.privateFolders().then((names) => names.length > 0 && controller.abort());
    }, 5);
    try {
      assert.equal((await started).errorClass, 'cancelled');
    } finally {
      clearInterval(timer);
    }
  });

  it('names a Node.js that is too old or has no permission model', async () => {
    const old = path.join(apps.sourceDir, 'node');
    const script = `#!/bin/sh\nfor last; do :; done\ncase "$1" in */supervisor.cjs) exec "${process.execPath}" "$@";; esac\necho 'bad option: --permission' >&2\nexit 9\n`;
    await writeFile(old, script, { mode: 0o755 });
    const unable = createProcessAppRuntime({
      installation: { ...installation, node: old },
      catalog: apps.catalog,
      log: new Log(() => {}),
    });
    await assert.rejects(unable.start(await apps.request(''), never()), (error: unknown) => {
      assert.ok(AssayError.is(error));
      assert.equal(error.errorClass, 'unhealthy');
      assert.match(error.message, /does not run with its permission model/);
      assert.match(error.hint!, /Node\.js 24/);
      return true;
    });
  });
});
