import assert from 'node:assert/strict';
import { createContainerBench } from '../support/docker/container-bench.ts';
import type { ContainerBench } from '../support/docker/container-bench.ts';
import { testEngine } from '../support/docker/engine.ts';
import { engineThroughSsh } from '../support/docker/ssh-engine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { frontEndApp } from './support/front-end-app.ts';

const server = `
import http from 'node:http';
http.createServer((request, response) => {
  if (request.url === '/health') return response.end('ok');
  if (request.url === '/slow') return setTimeout(() => response.end('slow'), 400);
  if (request.url === '/cut') return request.socket.destroy();
  request.pipe(response);
}).listen(Number(process.env.PORT), '0.0.0.0');`;

describe('an engine of another machine', function () {
  // The first app of a stack has its dependencies fetched.
  this.timeout(300_000);
  const folder = temporaryFolder();
  let bench: ContainerBench;

  beforeEach(async () => {
    bench = await createContainerBench(await engineThroughSsh(folder()));
  });
  afterEach(async () => bench.remove());

  it('runs apps that are spoken to through the connection to it, since its ports are not ours', async () => {
    const app = await bench.start(
      new Map([
        ['package.json', '{"type":"module"}'],
        ['server.js', server],
      ]),
    );
    try {
      const { client } = await testEngine();
      const [forwarder] = await bench.containers('forwarder');
      const { NetworkSettings } = await client.getContainer(forwarder!.Id).inspect();
      assert.deepEqual(NetworkSettings.Ports, {}, 'no port of the other machine is taken');
      const big = 'x'.repeat(3_000_000);
      const echo = async (text: string) =>
        (await fetch(`${app.baseUrl}/echo`, { method: 'POST', body: text })).text();
      assert.equal(await echo(big), big);
      const slow = fetch(`${app.baseUrl}/slow`);
      const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => echo(`call ${at}`)));
      assert.deepEqual(
        answers,
        answers.map((_, at) => `call ${at}`),
        'none waits for another',
      );
      assert.equal(await (await slow).text(), 'slow');
      await assert.rejects(fetch(`${app.baseUrl}/cut`), /fetch failed/);
      assert.equal(await echo('still there'), 'still there');
    } finally {
      await app.stop();
    }
    await assert.rejects(fetch(`${app.baseUrl}/echo`), /fetch failed/);
    assert.deepEqual(await bench.containers('app'), []);
  });

  it('builds front ends there', async () => {
    const files = new Map([
      ...(await frontEndApp()),
      ['frontend/src/big.js', `export const big = '${'x'.repeat(2 ** 20)}';`],
    ]);
    const app = await bench.start(files, { stack: 'react-flask' });
    try {
      assert.match(await (await fetch(app.baseUrl)).text(), /src="\/assets\/index-[\w-]+\.js"/);
    } finally {
      await app.stop();
    }
  });

  it('says why an app that ends at its start did', async () => {
    const files = new Map([
      ['package.json', '{}'],
      ['server.js', "console.error('the reason'); process.exit(4)"],
    ]);
    await assert.rejects(bench.start(files), (error: { message: string; detail?: string }) => {
      assert.match(error.message, /ended at its start \(exit status 4\)/);
      assert.match(error.detail!, /the reason/);
      return true;
    });
  });
});
