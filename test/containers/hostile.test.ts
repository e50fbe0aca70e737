import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import { HttpClient } from '../../src/analyzer/http/client.ts';
import type { ContainerEngine } from '../../src/engine/containers/connection/engine-connection.ts';
import type { AppInstance } from '../../src/engine/domain/executors.ts';
import { waitUntilHealthy } from '../../src/engine/processes/health-probe.ts';
import { createContainerBench } from '../support/docker/container-bench.ts';
import type { ContainerBench } from '../support/docker/container-bench.ts';
import { testEngine } from '../support/docker/engine.ts';
import { attemptIn, hostileApp } from './support/hostile-app.ts';

/** What a closed door says: the way is not there, is not allowed, or nobody answers. */
const nobodyThere = /^(EHOSTUNREACH|ENETUNREACH|ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT|EACCES|timeout)$/;

describe('an app that wants out of its container', function () {
  this.timeout(180_000);
  const mark = randomUUID();
  let engine: ContainerEngine;
  let bench: ContainerBench;
  let hostile: AppInstance;
  let neighbour: AppInstance;
  let source: Map<string, string>;
  /** A service of this machine that listens on all of its interfaces, and what has reached it. */
  let service: net.Server;
  let abstract: net.Server;
  let port: number;
  let visitors = 0;

  before(async () => {
    engine = await testEngine();
    bench = await createContainerBench(engine);
    source = await hostileApp();
    service = net.createServer((socket) => {
      visitors++;
      socket.end();
    });
    service.listen(0, '::');
    abstract = net.createServer((socket) => {
      visitors++;
      socket.end();
    });
    abstract.listen(`\0assay-${mark}`);
    await Promise.all([once(service, 'listening'), once(abstract, 'listening')]);
    ({ port } = service.address() as net.AddressInfo);
    hostile = await bench.start(source);
    neighbour = await bench.start(source);
  });
  after(async () => {
    await Promise.all([hostile?.stop(), neighbour?.stop()]);
    for (const server of [service, abstract]) server?.close();
    await bench?.remove();
  });
  afterEach('leaves everybody else unhurt', async () => {
    assert.equal(visitors, 0, 'nobody from inside has come');
    assert.equal(String(await engine.client.ping()), 'OK');
    assert.ok((await fetch(`${neighbour.baseUrl}/health`)).ok);
  });

  const attempt = (name: string, host = '', at = 0, app = hostile) => attemptIn(app, name, host, at);
  async function refused(name: string, host = '', at = 0): Promise<string> {
    const outcome = await attempt(name, host, at);
    assert.ok(outcome.failed, `${name} ${host} ${at}: ${JSON.stringify(outcome)}`);
    return outcome.failed;
  }
  async function ownAddress(app: AppInstance): Promise<string> {
    const { got } = await attempt('addresses', '', 0, app);
    const outside = (got as string[]).filter((address) => address !== '::1' && !address.startsWith('127.'));
    assert.equal(outside.length, 1, 'one network, of one kind');
    return outside[0]!;
  }

  const ownGateway = async () => (await ownAddress(hostile)).replace(/\.\d+$/, '.1');

  it('reaches neither the internet nor an address of the cloud', async () => {
    const hosts = ['1.1.1.1', '169.254.169.254', '2606:4700:4700::1111', '100.100.100.200'];
    const failed = await Promise.all(hosts.map((host) => refused('connect', host, 80)));
    for (const [at, host] of hosts.entries()) assert.match(failed[at]!, nobodyThere, host);
  });

  it('reaches no service of this machine, by no address of it', async () => {
    const own = Object.values(os.networkInterfaces()).flatMap((all) => all ?? []);
    const hosts = new Set(['127.0.0.1', '::1', ...own.map(({ address }) => address)]);
    const failed = await Promise.all([...hosts].map((host) => refused('connect', host, port)));
    for (const [at, host] of [...hosts].entries()) {
      // Link-local addresses are invalid without an interface.
      assert.match(failed[at] === 'EINVAL' ? 'timeout' : failed[at]!, nobodyThere, host);
    }
    assert.equal(await refused('abstract', `assay-${mark}`), 'ECONNREFUSED');
  });

  it('does not reach this machine through the gateway of its network', async () => {
    const outcome = await attempt('connect', await ownGateway(), port);
    assert.match(outcome.failed ?? 'it is there', nobodyThere);
    const names = ['host.docker.internal', 'gateway.docker.internal', 'host.containers.internal'];
    const failed = await Promise.all(names.map((name) => refused('connect', name, port)));
    const unknown = /^(ENOTFOUND|EAI_AGAIN|timeout)$/;
    for (const [at, name] of names.entries()) {
      // Podman has the names in a file, and no way there.
      assert.ok(unknown.test(failed[at]!) || nobodyThere.test(failed[at]!), `${name}: ${failed[at]}`);
    }
  });

  it('sends nothing out by asking for names', async () => {
    const name = `secret-${mark}.example.org`;
    assert.match(await refused('name', name), /^(ENOTFOUND|EAI_AGAIN)$/);
    assert.match(await refused('wire', name), /^(ESERVFAIL|ETIMEOUT|EREFUSED|ENOTFOUND|ECONNREFUSED)$/);
    for (const { Id } of await bench.containers('app')) {
      const { HostConfig } = await engine.client.getContainer(Id).inspect();
      assert.deepEqual(HostConfig.Dns, ['203.0.113.53'], 'none of the name servers of this machine');
    }
  });

  it('reaches no other app: not at its address, not by its name, not at its forwarder', async () => {
    const other = await ownAddress(neighbour);
    assert.notEqual(other, await ownAddress(hostile));
    assert.match(await refused('connect', other, 3_000), nobodyThere);
    for (const { Id } of await bench.containers('forwarder')) {
      const { NetworkSettings } = await engine.client.getContainer(Id).inspect();
      const { bridge, podman } = NetworkSettings.Networks;
      const outside = (bridge ?? podman)!.IPAddress;
      assert.match(await refused('connect', outside, 8_080), nobodyThere);
    }
    for (const { Names } of await bench.containers('app')) {
      const [name] = Names;
      const foreign = await attempt('connect', name!.slice(1), 3_000, neighbour);
      const own = await attempt('connect', name!.slice(1), 3_000);
      assert.equal([foreign, own].filter(({ got }) => got).length, 1, 'its own name only');
    }
  });

  it('finds no socket of an engine, no privilege, no process but its own', async () => {
    for (const place of [
      '/var/run/docker.sock',
      '/run/podman/podman.sock',
      '/run/containerd/containerd.sock',
    ]) {
      assert.equal(await refused('read', place), 'ENOENT');
    }
    const { got } = (await attempt('self')) as { got: Record<string, unknown> };
    const none = '0000000000000000';
    assert.deepEqual(
      { ...got, processes: Number(got['processes']) < 5 },
      {
        ...{ user: 1_000, group: 1_000, capabilities: none, bounding: none },
        ...{ noNewPrivileges: '1', filtered: '2', processes: true },
      },
    );
    const commands = ['mount -t tmpfs none /tmp', 'unshare --net true', 'mknod /tmp/disk b 8 0'];
    // Podman's filter of system calls lets everybody have one.
    if (engine.kind === 'docker') commands.push('unshare --user true');
    for (const command of commands) {
      assert.match(await refused('run', command), /^(status \d+|EACCES|EPERM)$/, command);
    }
  });

  it('writes nowhere but into its data and its temporary files, and runs nothing from there', async () => {
    for (const place of [
      '/x',
      '/app/server.js',
      '/etc/passwd',
      '/usr/bin/node',
      '/var/x',
      '/root/x',
      '/sys/x',
    ]) {
      assert.match(await refused('write', place), /^(EROFS|EACCES)$/, place);
    }
    for (const place of [
      ...['/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger'],
      ...['/sys/fs/cgroup/release_agent', '/sys/kernel/uevent_helper', '/dev/mem', '/dev/kmsg'],
    ]) {
      assert.match(await refused('write', place), /^(EROFS|EACCES|ENOENT|EPERM)$/, place);
    }
    for (const place of ['/proc/kcore', '/etc/shadow', '/proc/keys', '/root/.bashrc', '/sys/firmware/x']) {
      const outcome = await attempt('read', place);
      assert.ok(outcome.failed || outcome.got === '', `${place}: ${JSON.stringify(outcome)}`);
    }
    assert.equal(await refused('program', '/tmp/program'), 'EACCES');
    assert.equal(await refused('program', '/app/data/program'), 'EACCES');
    assert.equal(await refused('program', '/dev/shm/program'), 'EACCES');
    const { got } = await attempt('link', '/etc/hostname');
    assert.notEqual(String(got).trim(), os.hostname(), 'a link leads to its own files');
  });

  it('fills no disk: its data, its temporary files and its shared memory end where they should', async () => {
    for (const [place, most] of [
      ['/app/data/big', 256],
      ['/tmp/big', 64],
      ['/dev/shm/big', 64],
      ...(engine.kind === 'podman' ? ([['/var/tmp/big', 64]] as const) : []),
    ] as const) {
      const { got } = (await attempt('fill', place)) as { got: { written: number; stopped: string } };
      assert.equal(got.stopped, 'ENOSPC', place);
      assert.ok(got.written <= most, `${place}: ${got.written} MiB`);
    }
  });

  it('opens no more files than its own share, and kills nobody else', async () => {
    const { got } = (await attempt('files')) as { got: { opened: number; stopped: string } };
    assert.equal(got.stopped, 'EMFILE');
    assert.ok(got.opened < 4_096);
    const victim = await bench.start(source);
    // It ends itself at most; the container's own init is not its to kill.
    await attempt('kill', '', 0, victim).catch(() => undefined);
    await victim.stop();
  });

  it('that is a fork bomb has its own processes only', async () => {
    const bomb = await bench.start(source);
    try {
      const { got } = (await attempt('forks', '', 0, bomb)) as { got: { started: number; stopped: string } };
      assert.equal(got.stopped, 'EAGAIN');
      assert.ok(got.started < 256);
    } finally {
      await bomb.stop();
    }
  });

  it('that takes all memory ends itself, and nothing else', async () => {
    const hungry = await bench.start(source);
    try {
      await assert.rejects(attempt('memory', '', 0, hungry));
    } finally {
      await hungry.stop();
    }
  });

  it('that writes without end fills neither the log of the engine nor our memory', async () => {
    const loud = await bench.start(source);
    try {
      assert.deepEqual(await attempt('log', '', 200, loud), { got: 200 });
      assert.ok(loud.log().length <= 64 * 1024);
      const kept = (await bench.containers('app')).map(({ Id }) => engine.client.getContainer(Id));
      for (const container of kept) {
        const log = await container.logs({ stdout: true, stderr: true, follow: false });
        assert.ok(log.length < 6 * 2 ** 20, `${log.length} bytes`);
      }
    } finally {
      await loud.stop();
    }
  });

  it('that answers without end, or sends who asks elsewhere, gets no more than an answer', async () => {
    const client = new HttpClient(hostile.baseUrl, new AbortController().signal, 3_000);
    const endless = await client.send({ method: 'GET', path: '/endless' });
    assert.ok(endless.body.length < 3_000_000);
    const away = `/away?to=${encodeURIComponent(`http://127.0.0.1:${port}/`)}`;
    assert.equal((await client.send({ method: 'GET', path: away })).status, 302);
    const problems: string[] = [];
    const giveUp = new AbortController();
    await assert.rejects(
      waitUntilHealthy(hostile.baseUrl + away, giveUp.signal, (problem) => {
        problems.push(problem);
        giveUp.abort();
      }),
    );
    assert.deepEqual(problems, ['it answers status 302']);
  });
});
