import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectEngine } from '../../src/engine/containers/engine-connection.ts';
import { ownEngineSearch } from '../../src/engine/containers/find-engine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the container engine of this machine', () => {
  const folder = temporaryFolder();

  it('is found, with the version that it says itself', async () => {
    const answer = await connectEngine(ownEngineSearch(''));
    assert.ok(answer.available);
    const { kind, version, apiVersion } = answer.engine;
    const format = '{{.Server.Version}} {{.Server.APIVersion}}';
    const told = execFileSync('docker', ['version', '--format', format], { encoding: 'utf8' }).trim();
    assert.deepEqual([kind, `${version} ${apiVersion}`], ['docker', told]);
  });

  it('is reached through ssh as the docker command does it, for answers and for streams', async () => {
    // In the place of another machine: an ssh that runs here what it is asked to run there.
    const ssh = path.join(folder(), 'ssh');
    writeFileSync(ssh, '#!/bin/sh\nwhile [ "$1" != "--" ]; do shift; done\nshift 2\nexec sh -c "$*"\n');
    chmodSync(ssh, 0o755);
    const env = { ...process.env, PATH: `${folder()}:${process.env['PATH']}`, DOCKER_HOST: '' };
    const search = { ...ownEngineSearch('ssh://kim@there:2222/var/run/docker.sock'), env };
    const answer = await connectEngine(search);
    assert.ok(answer.available, answer.available ? '' : answer.tried[0]!.reason);
    const { client } = answer.engine;
    const [info, images] = await Promise.all([client.info() as Promise<{ ID: string }>, client.listImages()]);
    assert.ok(info.ID.length > 0);
    assert.ok(Array.isArray(images));
    const until = Math.floor(Date.now() / 1000);
    const events = await client.getEvents({ since: 0, until });
    for await (const _ of events) assert.ok(_);
  });
});
