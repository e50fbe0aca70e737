import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { pack } from 'tar-stream';
import type { ContainerEngine } from '../../src/engine/containers/connection/engine-connection.ts';
import { AssayError } from '../../src/engine/domain/errors.ts';
import type { AppInstance } from '../../src/engine/domain/executors.ts';
import { createContainerBench } from '../support/docker/container-bench.ts';
import type { ContainerBench } from '../support/docker/container-bench.ts';
import { processesWith, testEngine } from '../support/docker/engine.ts';
import { frontEndApp, withPlugin } from './support/front-end-app.ts';

const stack = 'react-flask';
/** Of what plugins start. */
const program = 'sleep 86123';

describe('the code of an app that runs while its front end is built', function () {
  // The first app of the stack has its dependencies fetched.
  this.timeout(300_000);
  let engine: ContainerEngine;
  let bench: ContainerBench;
  let good: Map<string, string>;
  /** Runs meanwhile. */
  let bystander: AppInstance;

  before(async () => {
    engine = await testEngine();
    bench = await createContainerBench(engine);
    good = new Map([
      ...(await frontEndApp()),
      ['frontend/dist/index.html', 'not what was built'],
      ['frontend/node_modules/.vite-temp', 'a file where a folder has to be'],
    ]);
    bystander = await bench.start(good, { stack });
  });
  after(async () => bench?.remove());

  afterEach(async () => {
    assert.equal(await statusOf('/health'), 200, 'the app beside it runs');
    assert.deepEqual(await leftOfBundles(), []);
    assert.deepEqual(await processesWith(program), []);
  });

  const statusOf = async (place: string) =>
    (await fetch(`${bystander.baseUrl}${place}`, { headers: { connection: 'close' } })).status;

  async function leftOfBundles(): Promise<string[]> {
    const filters = { label: [...bench.labels, 'assay.role=bundle'] };
    const containers = await engine.client.listContainers({ all: true, filters });
    return containers.map(({ Names }) => Names.join());
  }

  async function failureOf(building: Promise<AppInstance>): Promise<AssayError> {
    const error: unknown = await building.then(
      () => new Error('It was built.'),
      (failure: unknown) => failure,
    );
    assert.ok(AssayError.is(error), String(error));
    return error;
  }

  const failureWith = async (code: string) => failureOf(bench.start(await withPlugin(code), { stack }));

  /** @param code ends with a `report` */
  async function seenBy(code: string): Promise<unknown> {
    const { errorClass, message, detail } = await failureWith(code);
    assert.equal(errorClass, 'build_failed');
    assert.equal(message, 'acme/test:7 was not built: a step ended with status 1');
    const seen = /SEEN (.*?) END/.exec(detail ?? '');
    assert.ok(seen, detail ?? '');
    return JSON.parse(seen[1]!);
  }

  it('leaves what was built, in the place of what the app had there, and is run once', async () => {
    const page = await (await fetch(bystander.baseUrl)).text();
    const script = /src="(\/assets\/index-[\w-]+\.js)"/.exec(page);
    assert.ok(script, page);
    assert.equal(await statusOf(script[1]!), 200);
    const again = await bench.start(good, { stack });
    await again.stop();
    assert.equal(bench.said().match(/\[bundle\] node /g)?.length, 1);
  });

  it('has no privileges', async () => {
    const seen = await seenBy("report(fs.readFileSync('/proc/self/status', 'utf8'))");
    for (const line of [/^Uid:\t1000\t1000\t/m, /^Cap(Eff|Prm|Bnd|Amb):\t0+$/m, /^NoNewPrivs:\t1$/m]) {
      assert.match(String(seen), line);
    }
  });

  it('writes nowhere but to folders in memory that are full soon', async () => {
    // With the room for what it has made that for the app's files, which come first.
    const places: [string, number][] = [
      ['dist/x', 320],
      ['/tmp/x', 64],
      ['node_modules/.vite-temp/x', 64],
      ['/dev/shm/x', 64],
    ];
    if (engine.kind === 'podman') places.push(['/var/tmp/x', 64]);
    const seen = await seenBy(`
      report({
        outside: ['/app/x', '/app/backend/server.py', 'node_modules/x', '/usr/local/bin/node', '/etc/passwd', '/var/lib/x', ${engine.kind === 'podman' ? '' : "'/var/tmp/x',"}
          '/home/x', '/dev/x', '/proc/sys/kernel/hostname', '/sys/x'].map(write),
        inside: ${JSON.stringify(places)}.map(([file]) => fill(file)),
        run: codeOf(() => {
          fs.truncateSync('/tmp/x');
          fs.writeFileSync('/tmp/run', '#!/bin/sh', { mode: 0o755 });
          fs.accessSync('/tmp/run', fs.constants.X_OK);
        }),
      });`);
    const { outside, inside, run } = seen as Record<string, unknown[]>;
    assert.ok(
      outside!.every((code) => ['EROFS', 'EACCES', 'EPERM', 'ENOENT'].includes(String(code))),
      String(outside),
    );
    assert.equal(run, 'EACCES');
    for (const [index, [size, code]] of (inside as [number, string][]).entries()) {
      const [place, most] = places[index]!;
      assert.equal(code, 'ENOSPC', place);
      assert.ok(size >= most - 4 && size <= most, `${place}: ${size}`);
    }
  });

  it('reaches nobody', async () => {
    let calls = 0;
    const server = net.createServer((socket) => void (calls++, socket.destroy())).listen(0, '0.0.0.0');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const addresses = Object.values(os.networkInterfaces()).flat();
      const hosts = [...addresses.map((each) => each!.address), '1.1.1.1', '169.254.169.254'];
      const { networks, codes, name } = (await seenBy(`
        const codes = await Promise.all(${JSON.stringify(hosts)}.map((host) => connect(host, ${port})));
        const name = await dns.lookup('example.com').then(() => 'done', ({ code }) => code);
        report({ networks: Object.keys(os.networkInterfaces()), codes, name });`)) as Record<
        string,
        string[]
      >;
      assert.deepEqual(networks, ['lo']);
      assert.ok(!codes!.includes('done'), codes!.join());
      assert.equal(codes!.at(-2), 'ENETUNREACH');
      assert.equal(name, 'EAI_AGAIN');
      assert.equal(calls, 0);
    } finally {
      server.close();
    }
  });

  it('starts so many processes, which end with it', async () => {
    const { count, code } = (await seenBy(`
      let [count, code] = [0, 'done'];
      while (code === 'done' && count < 1_000) {
        code = await start('ignore');
        count++;
      }
      report({ count, code });`)) as { count: number; code: string };
    assert.equal(code, 'EAGAIN');
    assert.ok(count > 100 && count < 512, String(count));
  });

  it('keeps no build from its end by what it leaves running', async () => {
    const built = await bench.start(await withPlugin("await start('inherit');"), { stack });
    await built.stop();
  });

  it('has so much memory', async () => {
    const { errorClass, message } = await failureWith(
      'for (const all = []; ; ) all.push(Buffer.alloc(2 ** 24, 1));',
    );
    assert.equal(errorClass, 'build_failed');
    assert.match(message, /^acme\/test:7 was not built: a step .*has used up its memory \(1024 MiB\)$/);
  });

  it('is ended when it writes a log without end, of which little is kept', async () => {
    const files = await withPlugin("for (;;) codeOf(() => fs.writeSync(2, 'x'.repeat(1_023) + '\\n'));");
    let heard = 0;
    const request = await bench.request(files, { stack });
    const { message, detail } = await failureOf(
      bench.runtime.start(request, new AbortController().signal, (text) => (heard += text.length)),
    );
    assert.equal(message, 'acme/test:7 was not built: its log is longer than 4 MiB');
    assert.ok(heard < 5 * 2 ** 20, String(heard));
    assert.ok(detail!.length <= 64_000, String(detail!.length));
  });

  it('puts nothing into the app but plain files with names in it, and not too many of them', async () => {
    const atEnd = (code: string) => failureWith(`process.on('exit', () => { ${code} });`);
    const link = await atEnd("fs.symlinkSync('/etc/passwd', 'dist/link');");
    assert.equal(link.errorClass, 'build_failed');
    assert.match(link.message, /what was made in frontend\/dist cannot be used: "link" is no file but a sym/);
    const many = await atEnd("for (let i = 0; i < 6_000; i++) fs.writeFileSync('dist/' + i, '');");
    assert.match(many.message, /there are more than 5000 files$/);
    const tar = pack();
    tar.entry({ name: '../../backend/server.py' }, 'print("mine")');
    const header = ((await tar[Symbol.asyncIterator]().next()).value as Buffer).toString('base64');
    const outside = await atEnd(`pack(Buffer.from('${header}', 'base64')); pack(Buffer.alloc(512));`);
    assert.match(outside.message, /"\.\.\/\.\.\/backend\/server\.py" is no name for a file of an app$/);
    const endless = await atEnd('for (;;) pack(Buffer.alloc(2 ** 20));');
    assert.equal(endless.message, 'acme/test:7 was not built: it has made more than 64 MiB');
  });

  it('is ended when it takes too long', async () => {
    const hasty = await createContainerBench(engine, { timeoutMs: 20_000 });
    try {
      const { errorClass, message } = await failureOf(hasty.start(await withPlugin('for (;;);'), { stack }));
      assert.deepEqual([errorClass, message], ['timeout', 'acme/test:7 was not built in 20 s.']);
      assert.deepEqual(await hasty.left(), []);
    } finally {
      await hasty.remove();
    }
  });

  it('is ended with the work that it is for, and known by its labels until then', async () => {
    const stopping = new AbortController();
    const ended = Promise.withResolvers<void>();
    const request = await bench.request(await withPlugin("console.error('IT RUNS'); for (;;);"), { stack });
    const starting = failureOf(
      bench.runtime.start(request, stopping.signal, (text) => {
        if (text.includes('IT RUNS')) ended.resolve();
      }),
    );
    await ended.promise;
    const filters = { label: [...bench.labels, 'assay.role=bundle', 'assay.epoch=1', 'assay.instance'] };
    const running = await engine.client.listContainers({ filters });
    assert.equal(running.length, 1);
    stopping.abort();
    assert.equal((await starting).errorClass, 'cancelled');
  });
});
