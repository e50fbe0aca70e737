import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import type Dockerode from 'dockerode';
import { forwarderPort } from '../../src/engine/containers/forwarder/forwarder-container.ts';
import { readOutput } from '../../src/engine/containers/running-container.ts';
import type { AppInstance } from '../../src/engine/domain/executors.ts';
import { AppLog } from '../../src/engine/processes/app-log.ts';
import { createContainerBench } from '../support/docker/container-bench.ts';
import type { ContainerBench } from '../support/docker/container-bench.ts';
import { testEngine } from '../support/docker/engine.ts';
import { attemptIn, hostileApp } from './support/hostile-app.ts';

/** Prints what comes over a connection, once somebody listens there. */
const listener = `
const [host, port] = process.argv.slice(1);
const call = () => {
  let text = '';
  let connected = false;
  const socket = require('node:net').connect(port, host);
  socket.on('connect', () => (connected = true));
  socket.on('data', (chunk) => (text += chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => (connected ? console.log(JSON.stringify(text)) : setTimeout(call, 20)));
};
call();`;

/** An address of this machine that no network of the engine has, and a container can call all the same. */
const elsewhere = Object.entries(os.networkInterfaces())
  .filter(([name]) => !/^(lo|docker|br-|veth|podman)/.test(name))
  .flatMap(([, all]) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('the forwarder between this machine and an app', function () {
  this.timeout(120_000);
  let client: Dockerode;
  let bench: ContainerBench;
  let app: AppInstance;
  let image: string;

  before(async () => {
    const engine = await testEngine();
    ({ client } = engine);
    bench = await createContainerBench(engine);
  });
  beforeEach(async () => {
    app = await bench.start(await hostileApp());
    image = (await bench.containers('forwarder'))[0]!.Image;
  });
  afterEach(() => app?.stop());
  after(() => bench?.remove());

  /** What is said to who calls from inside of a container. */
  async function said(container: Dockerode.Container, at: (string | number)[]): Promise<string> {
    const cmd = ['node', '-e', listener, ...at.map(String)];
    const exec = await container.exec({ Cmd: cmd, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    const log = new AppLog();
    readOutput(stream, log);
    await once(stream, 'end');
    return log.text().trim();
  }

  (elsewhere === undefined ? it.skip : it)(
    'takes nobody of another network for the app, whoever has its name there',
    async () => {
      const service = net.createServer((socket) => socket.end('not the app'));
      service.listen(0, '0.0.0.0');
      await once(service, 'listening');
      const { port } = service.address() as net.AddressInfo;
      const [state] = bench.labels;
      const lonely = await client.createContainer({
        ...{ Image: image, User: '65534:65534' },
        Labels: Object.fromEntries([state!.split('=') as [string, string]]),
        Env: ['TARGET_HOST=app', `TARGET_PORT=${port}`, `PORT=${forwarderPort}`],
        HostConfig: { ExtraHosts: [`app:${elsewhere}`] },
      });
      try {
        await lonely.start();
        assert.equal(await said(lonely, [elsewhere!, port]), '"not the app"', 'it can be reached');
        assert.equal(await said(lonely, ['127.0.0.1', forwarderPort]), '""');
      } finally {
        await lonely.remove({ force: true });
        service.close();
      }
    },
  );

  it('takes no calls of the app itself, and those of others all the same', async () => {
    const [forwarder] = await bench.containers('forwarder');
    const { NetworkSettings } = await client.getContainer(forwarder!.Id).inspect();
    const inside = Object.entries(NetworkSettings.Networks).find(([name]) => name !== 'bridge')![1];
    const own = await attemptIn(app, 'call', inside.IPAddress, forwarderPort);
    assert.deepEqual(own, { failed: 'ECONNRESET' });
    assert.deepEqual(await attemptIn(app, 'link', '/etc/hostname'), { got: 'app\n' });
  });

  it('that has ended is no end of the app: nobody can say how that is', async () => {
    const [forwarder] = await bench.containers('forwarder');
    await client.getContainer(forwarder!.Id).kill();
    await assert.rejects(app.ended, {
      errorClass: 'transient',
      message: 'nothing leads to it any more: its forwarder ended, exit status 137',
    });
  });
});
