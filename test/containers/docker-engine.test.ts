import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeDocker } from '../../src/engine/containers/docker-engine.lazy.ts';

describe('describeDocker', () => {
  it('reports the version of the engine that runs', async () => {
    const docker = await describeDocker();
    assert.ok(docker.available, JSON.stringify(docker));
    const format = '{{.Server.Version}} {{.Server.APIVersion}}';
    const told = execFileSync('docker', ['version', '--format', format], { encoding: 'utf8' }).trim();
    assert.equal(`${docker.version} ${docker.apiVersion}`, told);
  });

  it('says where nothing answers', async () => {
    assert.deepEqual(await describeDocker('unix:///nonexistent/docker.sock'), {
      available: false,
      tried: 'unix:///nonexistent/docker.sock',
      reason: 'No Docker engine answers at unix:///nonexistent/docker.sock: is it running?',
    });
  });

  it('takes DOCKER_HOST, and says when it is no address', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'docker.example';
    try {
      const docker = await describeDocker();
      assert.ok(!docker.available);
      assert.equal(docker.tried, 'docker.example');
      assert.match(docker.reason, /docker\.example: it is not an address such as unix:/);
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });

  it('tells an engine from something else that answers', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"hello": "world"}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const docker = await describeDocker(host);
      assert.deepEqual(docker, {
        available: false,
        tried: host,
        reason: `What answers at ${host} is not a Docker engine.`,
      });
    } finally {
      server.close();
    }
  });
});
