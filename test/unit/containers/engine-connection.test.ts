import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { connectEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { explainTrouble, isOlder } from '../../../src/engine/containers/connection/engine-trouble.ts';
import type { EngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { makeCertificate } from '../../support/model-server/certificate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const docker = { Version: '28.1.0', ApiVersion: '1.49', Os: 'linux', Components: [{ Name: 'Engine' }] };

describe('a container engine that is asked', () => {
  const folder = temporaryFolder();
  const servers: net.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen<T extends net.Server>(server: T, at: string | number): Promise<T> {
    servers.push(server);
    const port = typeof at === 'number';
    await new Promise<void>((resolve) =>
      port ? server.listen(at, '127.0.0.1', resolve) : server.listen(at, resolve),
    );
    return server;
  }
  const portOf = (server: net.Server) => (server.address() as AddressInfo).port;
  const answering = (body: unknown): http.RequestListener => {
    return (request, response) => {
      response.writeHead(request.url!.endsWith('/version') ? 200 : 404, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify(body));
    };
  };
  const ask = (more: Partial<EngineSearch>) =>
    connectEngine({ ...{ setting: '', env: {}, home: folder(), platform: 'linux' }, ...more });
  async function reasonOf(more: Partial<EngineSearch>): Promise<string> {
    const answer = await ask(more);
    assert.ok(!answer.available);
    return answer.tried.map(({ reason }) => reason).join('; ');
  }

  it('answers with what it is', async () => {
    const socket = path.join(folder(), 'a.sock');
    await listen(http.createServer(answering(docker)), socket);
    const answer = await ask({ setting: `unix://${socket}` });
    assert.ok(answer.available);
    const { kind, version, apiVersion } = answer.engine;
    assert.deepEqual([kind, version, apiVersion], ['docker', '28.1.0', '1.49']);
  });

  it('is Podman when it says so', async () => {
    const podman = { ...docker, Components: [{ Name: 'Podman Engine' }] };
    const server = await listen(http.createServer(answering(podman)), 0);
    const answer = await ask({ env: { DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}` } });
    assert.equal(answer.available && answer.engine.kind, 'podman');
  });

  it('is the first of the usual places that answers', async () => {
    const runtime = folder();
    mkdirSync(path.join(runtime, 'podman'));
    await listen(http.createServer(answering(docker)), path.join(runtime, 'podman', 'podman.sock'));
    const home = path.join(folder(), 'home');
    const search = { setting: '', env: { XDG_RUNTIME_DIR: runtime }, home, platform: 'linux' as const };
    const answer = await connectEngine(search);
    // A machine that runs the tests may have an engine of its own, which then comes first.
    assert.ok(answer.available);
    assert.match(answer.engine.address.host, /podman\.sock$|var\/run\/docker\.sock$/);
  });

  it('is spoken to over TLS, and its certificate is looked at', async () => {
    const certificate = await makeCertificate();
    const server = await listen(https.createServer(certificate, answering(docker)), 0);
    const certs = path.join(folder(), 'certs');
    mkdirSync(certs);
    const env = { DOCKER_HOST: `tcp://localhost:${portOf(server)}`, DOCKER_TLS_VERIFY: '1' };
    assert.match(await reasonOf({ env }), /its certificate is not trusted/);
    writeFileSync(path.join(certs, 'ca.pem'), certificate.cert);
    assert.ok((await ask({ env: { ...env, DOCKER_CERT_PATH: certs } })).available);
    assert.ok(!(await ask({ env: { DOCKER_HOST: env.DOCKER_HOST } })).available);
  });

  it('that is not there, is something else, too old or of Windows is told with what to do', async () => {
    assert.equal(await reasonOf({ setting: 'unix:///nonexistent/docker.sock' }), 'nothing is there');
    const gone = await listen(net.createServer(), 0);
    const port = portOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    assert.match(await reasonOf({ setting: `tcp://127.0.0.1:${port}` }), /nobody listens there/);
    assert.match(await reasonOf({ setting: 'docker://x' }), /not the address of an engine/);
    assert.match(await reasonOf({ setting: 'nope' }), /no Docker context "nope"/);
    const answers: [unknown, RegExp][] = [
      [{ hello: 'world' }, /not a container engine/],
      [{ ...docker, ApiVersion: '1.40' }, /its API is 1\.40 .* needs 1\.41 or newer: update it/],
      [{ ...docker, Os: 'windows' }, /runs windows containers, and Assay needs Linux ones/],
    ];
    for (const [body, told] of answers) {
      const server = await listen(http.createServer(answering(body)), 0);
      assert.match(await reasonOf({ setting: `tcp://127.0.0.1:${portOf(server)}` }), told);
    }
  });

  it('that keeps a user out names the group that lets him in', async function () {
    if (process.platform === 'win32') return this.skip();
    const socket = path.join(folder(), 'closed.sock');
    await listen(http.createServer(answering(docker)), socket);
    const { stdout } = spawnSync('id', ['-gn'], { encoding: 'utf8' });
    const address = { host: `unix://${socket}`, source: 'DOCKER_HOST', tls: null };
    const told = explainTrouble(address, Object.assign(new Error('connect EACCES'), { code: 'EACCES' }));
    assert.match(
      told,
      new RegExp(`this user may not use it: join its group with "sudo usermod -aG ${stdout.trim()} `),
    );
  });

  it('behind an ssh that fails is told in the words of ssh', async () => {
    const ssh = path.join(folder(), 'ssh');
    writeFileSync(ssh, '#!/bin/sh\necho "kim@there: Permission denied (publickey)." >&2\nexit 255\n');
    chmodSync(ssh, 0o755);
    const env = { PATH: `${folder()}:${process.env['PATH']}` };
    assert.match(
      await reasonOf({ setting: 'ssh://kim@there', env }),
      /ssh to there ended: .*Permission denied/,
    );
    assert.match(await reasonOf({ setting: 'ssh://kim@there', env: { PATH: folder() + '/no' } }), /ssh/);
  });

  it('is old by its numbers, not by its letters', () => {
    assert.deepEqual(
      ['1.9', '1.40', '1.41', '1.100', '2.0', '1.41.1'].map((version) => isOlder(version, '1.41')),
      [true, true, false, false, false, false],
    );
  });
});
