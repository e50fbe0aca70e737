import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { AnalyzerService } from '../../src/engine/analysis/analyzer-service.ts';
import { dialAnalyzer } from '../../src/engine/containers/analyzers/analyzer-socket.ts';
import { AnalyzerStack } from '../../src/engine/containers/analyzers/analyzer-stack.ts';
import { instanceLabel, ownerLabels } from '../../src/engine/containers/container-labels.ts';
import { publishedPort } from '../../src/engine/containers/published-port.ts';
import { splitOutput } from '../../src/engine/containers/split-output.ts';
import { reap } from '../../src/engine/containers/reaper.ts';
import type { AnalyzerHost } from '../../src/engine/domain/analyzer-host.ts';
import { toolsOf } from '../../src/engine/domain/tools.ts';
import type { Service } from '../../src/engine/domain/tools.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { installation, never, silent } from '../unit/analyzer/bench.ts';
import { AnalyzerBench, buildTimeoutMs, flawedFiles, keepsOut, requestOf } from './support/analyzer-bench.ts';

describe('an analyzer service in a container', function () {
  this.timeout(buildTimeoutMs);
  const folder = temporaryFolder();
  const services: AnalyzerService[] = [];
  let bench: AnalyzerBench;
  before(async () => {
    bench = await AnalyzerBench.create();
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.close()));
    assert.deepEqual(await leftOf(bench.client, bench.owner.state), [], 'nothing is left behind');
  });
  after(() => bench.removeImages());

  function serviceOf(host: AnalyzerHost, name: Service): AnalyzerService {
    const service = new AnalyzerService(host, name, bench.log);
    services.push(service);
    return service;
  }

  for (const name of ['static-analyzer', 'dynamic-analyzer', 'performance-tester'] as const) {
    it(`${name} is built from its toolbox, and all of its tools find what they must`, async () => {
      const healths = await serviceOf(bench.host(), name).health(toolsOf(name), silent());
      assert.deepEqual(
        healths.map(({ tool, available, reason }) => [tool, available, reason]),
        toolsOf(name).map((tool) => [tool, true, null]),
      );
    });
  }

  it('is walled in, and keeps nothing of the app that it has looked at', async () => {
    const service = serviceOf(bench.host(), 'static-analyzer');
    const request = await requestOf(folder(), ['eslint', 'semgrep'], flawedFiles);
    const results = await service.analyze(request, silent(), () => {});
    const rules = results.map(({ sarif }) => sarif?.runs[0]?.results?.map(({ ruleId }) => ruleId));
    assert.ok(rules[0]?.includes('no-const-assign'), JSON.stringify(results));
    assert.deepEqual(rules[1], ['code-injection']);
    const { Config, HostConfig, Id } = await bench.onlyContainer();
    assert.match(Config.User, /^[1-9]/);
    assert.deepEqual(
      [HostConfig.ReadonlyRootfs, HostConfig.Privileged, HostConfig.CapDrop, HostConfig.Binds],
      [true, false, ['ALL'], null],
    );
    const find = 'find /tmp /opt/assay/cache -name "*.js"; echo end';
    assert.equal(await outputOf(Id, ['sh', '-c', find]), 'end\n');
  });

  it('reaches neither the internet nor a service of this machine', async () => {
    await serviceOf(bench.host(), 'dynamic-analyzer').health(['http-probe'], silent());
    const { Id, NetworkSettings } = await bench.onlyContainer();
    const [network] = Object.values(NetworkSettings.Networks);
    let visitors = 0;
    const service = createServer((socket) => {
      visitors++;
      socket.end();
    }).listen(0, '::');
    await once(service, 'listening');
    const { port } = service.address() as AddressInfo;
    const own = Object.values(os.networkInterfaces()).flatMap((all) => all ?? []);
    const gateway = network!.IPAddress.replace(/\.\d+$/, '.1');
    const hosts = [...new Set([gateway, '1.1.1.1', ...own.map(({ address }) => address)])];
    const program = `
      const tries = ${JSON.stringify(hosts)}.map((host) => new Promise((resolve) => {
        const socket = require('node:net').connect({ host, port: host === '1.1.1.1' ? 80 : ${port}, timeout: 3000 });
        socket.on('connect', () => resolve(host + ' connected'));
        socket.on('timeout', () => resolve('')).on('error', () => resolve(''));
      }));
      Promise.all(tries).then((all) => console.log(all.filter(Boolean).join() || 'nowhere')).then(() => process.exit())`;
    try {
      assert.equal(await outputOf(Id, ['node', '-e', program]), 'nowhere\n');
      assert.equal(visitors, 0);
    } finally {
      service.close();
    }
  });

  async function outputOf(id: string, command: string[]): Promise<string> {
    const options = { Cmd: command, AttachStdout: true, AttachStderr: true };
    const stream = await (await bench.client.getContainer(id).exec(options)).start({});
    let text = '';
    const write = (chunk: Buffer) => void (text += chunk.toString('utf8'));
    splitOutput(stream, write, write);
    await once(stream, 'end');
    return text;
  }

  it('lets nobody in without its token', async () => {
    await serviceOf(bench.host(), 'dynamic-analyzer').health(['http-probe'], silent());
    const port = await bench.port();
    for (const headers of [{}, { authorization: 'Bearer guessed' }]) await keepsOut(port, headers);
  });

  it('has its port, or another one where something else has that', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const crowded = serviceOf(bench.host({ 'dynamic-analyzer': port }), 'dynamic-analyzer');
    assert.equal((await crowded.health(['http-probe'], silent()))[0]?.available, true);
    assert.notEqual(await bench.port(), port);
    const told = bench.logged.filter((line) => line.includes(`Port ${port} is taken by something else`));
    assert.equal(told.length, 1);
    await crowded.close();
    await new Promise((resolve) => other.close(resolve));
    const alone = serviceOf(bench.host({ 'dynamic-analyzer': port }), 'dynamic-analyzer');
    await alone.health(['http-probe'], silent());
    assert.equal(await bench.port(), port);
  });

  for (const HostIp of ['127.0.0.1', '0.0.0.0']) {
    it(`leaves its port to a foreign container that has published it on ${HostIp}`, async () => {
      const { client } = bench;
      const foreign = await client.createContainer({
        ...{ Image: nodeImage, Cmd: ['sleep', '600'], ExposedPorts: { '80/tcp': {} } },
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp, HostPort: '' }] } },
      });
      try {
        await foreign.start();
        const before = await foreign.inspect();
        const port = publishedPort(before.NetworkSettings, 80)!;
        bench.logged.length = 0;
        const service = serviceOf(bench.host({ 'dynamic-analyzer': port }), 'dynamic-analyzer');
        assert.equal((await service.health(['http-probe'], silent()))[0]?.available, true);
        assert.notEqual(await bench.port(), port);
        const told = bench.logged.filter((line) => line.includes(`Port ${port} `));
        assert.equal(told.length, 1, told.join('\n'));
        assert.match(told[0]!, /is taken by something else; dynamic-analyzer gets another one\.$/);
        await service.close();
        const after = await foreign.inspect();
        assert.deepEqual(
          [after.State, after.NetworkSettings.Ports],
          [before.State, before.NetworkSettings.Ports],
        );
      } finally {
        await foreign.remove({ force: true });
      }
    });
  }

  it('that is killed fails its own requests as transient, and is there again for the next', async () => {
    const service = serviceOf(bench.host(), 'static-analyzer');
    await service.health(['eslint'], silent());
    const { Id } = await bench.onlyContainer();
    const kills: Promise<unknown>[] = [];
    const request = await requestOf(folder(), ['eslint', 'semgrep'], flawedFiles);
    const run = service.analyze(request, silent(), () => {
      if (kills.length === 0) kills.push(bench.client.getContainer(Id).kill());
    });
    await assert.rejects(run, { name: 'AssayError', errorClass: 'transient' });
    await Promise.all(kills);
    const again = await requestOf(folder(), ['eslint'], flawedFiles);
    assert.equal((await service.analyze(again, silent(), () => {}))[0]?.status, 'succeeded');
    const ids = (await bench.containers()).map((container) => container.Id);
    assert.ok(!ids.includes(Id));
  });

  it('that does not start is tried again after a while, and says what it said', async () => {
    const root = path.join(folder(), 'root');
    await mkdir(path.join(root, 'toolboxes', 'dynamic-analyzer'), { recursive: true });
    await symlink(path.join(installation.root, 'dist'), path.join(root, 'dist'));
    await writeFile(
      path.join(root, 'toolboxes', 'dynamic-analyzer', 'Dockerfile'),
      'ARG BASE\nFROM ${BASE}\nENTRYPOINT ["sh", "-c", "echo the reason >&2; exit 3"]\n',
    );
    const host = bench.host({}, {}, { ...installation, root });
    await assert.rejects(host.start('dynamic-analyzer', silent()), {
      ...{ name: 'AssayError', errorClass: 'transient', retryAfterMs: 30_000, detail: 'the reason' },
      message: /dynamic-analyzer service did not start: its container ended at its start \(exit status 3\)/,
    });
  });

  it('whose image cannot be built leaves its tools not available, with the reason', async () => {
    const root = path.join(folder(), 'root');
    await mkdir(path.join(root, 'toolboxes', 'dynamic-analyzer'), { recursive: true });
    await symlink(path.join(installation.root, 'dist'), path.join(root, 'dist'));
    const dockerfile = 'ARG BASE\nFROM ${BASE}\nRUN false\n';
    await writeFile(path.join(root, 'toolboxes', 'dynamic-analyzer', 'Dockerfile'), dockerfile);
    const service = serviceOf(bench.host({}, {}, { ...installation, root }), 'dynamic-analyzer');
    const [health] = await service.health(['http-probe'], silent());
    assert.equal(health?.available, false);
    assert.match(health.reason!, /the image of dynamic-analyzer was not built: a step ended with status 1/);
  });

  it('ends when its engine does, and the next owner removes what is left', async () => {
    const { client, engine, owner } = bench;
    await serviceOf(bench.host(), 'dynamic-analyzer').health(['http-probe'], silent());
    const { Image } = await bench.onlyContainer();
    const [forwarder] = await bench.containers('forwarder');
    const stack = new AnalyzerStack(engine, {
      ...{ name: `assay-test-${owner.state}`, service: 'dynamic-analyzer', image: Image },
      ...{ forwarderImage: forwarder!.Image, port: null },
      labels: { ...ownerLabels(owner), [instanceLabel]: `${owner.state}-orphan` },
      onPortTaken: () => undefined,
    });
    const port = await stack.start();
    const stream = await dialAnalyzer({ port, token: stack.token }, 30_000, never());
    // As when the process of the engine is killed: nobody removes anything.
    stream.destroy();
    assert.equal(await stack.ended(), 'exit status 0');
    await Promise.all(services.splice(0).map((service) => service.close()));
    const own = await reap(client, owner, () => false);
    assert.equal(own.removed, 0, 'what is its own stays');
    const next = await reap(client, { ...owner, epoch: owner.epoch + 1 }, () => false);
    assert.equal(next.removed, 3, 'container, forwarder and network');
  });
});
