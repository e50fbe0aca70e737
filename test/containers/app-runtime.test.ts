import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../../src/engine/domain/errors.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../../src/engine/domain/executors.ts';
import { createContainerBench } from '../support/docker/container-bench.ts';
import type { ContainerBench } from '../support/docker/container-bench.ts';
import { testEngine } from '../support/docker/engine.ts';
import { createBench } from '../unit/generation/apps.ts';
import { send, startGenerated } from '../unit/generation/running.ts';
import { never, serverWith } from '../unit/processes/child-apps.ts';

const shortly = { startTimeoutMs: 3_000 };

describe('an app in containers', () => {
  let containers: ContainerBench;
  let runtime: AppRuntime;

  before(async () => {
    containers = await createContainerBench(await testEngine());
    ({ runtime } = containers);
  });
  afterEach(async () => assert.deepEqual(await containers.left(), [], 'nothing is left behind'));
  after(() => containers?.remove());

  const server = (route: string, before = '') =>
    containers.request(
      new Map([
        ['package.json', '{"type":"module"}'],
        ['server.js', serverWith(route, before)],
      ]),
    );

  async function answerOf(app: AppInstance, at = '/'): Promise<unknown> {
    const answer = await fetch(app.baseUrl + at, { headers: { connection: 'close' } });
    return answer.json();
  }
  async function running<T>(asked: AppStartRequest, use: (app: AppInstance) => Promise<T>): Promise<T> {
    const app = await runtime.start(asked, never());
    try {
      return await use(app);
    } finally {
      await app.stop();
      await app.stop();
    }
  }
  async function refusal(asked: AppStartRequest, signal = never()): Promise<AssayError> {
    const error: unknown = await runtime.start(asked, signal).then(
      (app) => app.stop().then(() => new Error('It started.')),
      (reason: unknown) => reason,
    );
    assert.ok(AssayError.is(error), String(error));
    return error;
  }

  it('answers on a port of this machine, with its own data, empty each time', async () => {
    const asked = await server(
      "fs.appendFileSync(process.env.DATA_DIR + '/visits', 'x'); return fs.readFileSync(process.env.DATA_DIR + '/visits', 'utf8')",
      "console.log('hello from the app');",
    );
    await running(asked, async (app) => {
      assert.match(app.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.deepEqual([await answerOf(app), await answerOf(app)], ['x', 'xx']);
      assert.match(app.log(), /hello from the app/);
    });
    await running(asked, async (app) => assert.equal(await answerOf(app), 'x'));
  });

  it('runs beside others of its kind, each alone on its network', async () => {
    const asked = await server(
      "return (await import('node:os')).default.networkInterfaces().eth0[0].address",
    );
    const apps = await Promise.all([1, 2].map(() => runtime.start(asked, never())));
    try {
      const addresses = await Promise.all(apps.map((app) => answerOf(app)));
      assert.notEqual(addresses[0], addresses[1]);
    } finally {
      await Promise.all(apps.map((app) => app.stop()));
    }
  });

  it('of the control model works as it does outside of them', async () => {
    const bench = await createBench();
    try {
      const app = await startGenerated(bench, runtime, 'builtin/baseline', 'notes');
      try {
        const made = await send(app, 'POST', '/api/notes', { title: 'Tea', content: 'Green, two bags.' });
        assert.equal(made.status, 201);
        assert.match(JSON.stringify(await answerOf(app, '/api/notes')), /"title":"Tea"/);
      } finally {
        await app.stop();
      }
    } finally {
      await bench.remove();
    }
  });

  it('that takes all memory at its start says so', async () => {
    const hungry = await server('return 1', 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1));');
    const failed = await refusal(hungry);
    assert.equal(failed.errorClass, 'unhealthy');
    assert.match(failed.message, /ended at its start \((its memory was used up|exit status 137)\)/);
  });

  it('that does not come up says why, with its last lines', async () => {
    const exits = await refusal(await server('return 1', "console.error('the reason'); process.exit(3);"));
    assert.equal(exits.errorClass, 'unhealthy');
    assert.match(exits.message, /acme\/test:7 ended at its start \(exit status 3\)/);
    assert.match(exits.detail!, /the reason/);
    const deaf = new Map([
      ['package.json', '{}'],
      ['server.js', 'setInterval(() => {}, 1000)'],
    ]);
    const silent = await refusal(await containers.request(deaf, shortly));
    assert.match(silent.message, /is not up after 3000 ms/);
    const elsewhere = new Map([
      ['package.json', '{}'],
      ['server.js', "require('node:http').createServer((q, r) => r.end('ok')).listen(4123, '0.0.0.0')"],
    ]);
    const missed = await refusal(await containers.request(elsewhere, shortly));
    assert.equal(missed.errorClass, 'unhealthy');
    assert.match(missed.message, /is not up after 3000 ms: /);
    const wrong = new Map([
      ['package.json', '{}'],
      [
        'server.js',
        "require('node:http').createServer((q, r) => { r.statusCode = 500; r.end(); }).listen(3000)",
      ],
    ]);
    const broken = await refusal(await containers.request(wrong, shortly));
    assert.match(broken.message, /is not up after 3000 ms: it answers status 500/);
  });

  it('that was changed after its generation is not built', async () => {
    const asked = await server('return 1');
    await writeFile(path.join(asked.sourceDir, 'server.js'), 'process.exit()');
    assert.match((await refusal(asked)).message, /server\.js of acme\/test:7 is not what was generated/);
  });

  it('can be stopped at any moment of its start', async () => {
    const asked = await server('return 1');
    await running(asked, async (app) => assert.equal(await answerOf(app), 1));
    for (const milliseconds of [0, 30, 100, 200, 400]) {
      const stop = new AbortController();
      const starting = runtime.start(asked, stop.signal);
      const timer = setTimeout(() => stop.abort(), milliseconds);
      // It may be up before.
      const failed: unknown = await starting.then(
        (app) => app.stop(),
        (error: unknown) => error,
      );
      clearTimeout(timer);
      assert.ok(
        failed === undefined || (AssayError.is(failed) && failed.errorClass === 'cancelled'),
        String(failed),
      );
      assert.deepEqual(await containers.left(), []);
    }
  });
});
