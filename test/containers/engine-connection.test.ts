import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { connectEngine } from '../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../src/engine/containers/connection/find-engine.ts';
import { engineThroughSsh } from '../support/docker/ssh-engine.ts';
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
    const { client } = await engineThroughSsh(folder());
    const [info, images] = await Promise.all([client.info() as Promise<{ ID: string }>, client.listImages()]);
    assert.ok(info.ID.length > 0);
    assert.ok(Array.isArray(images));
    const until = Math.floor(Date.now() / 1000);
    const events = await client.getEvents({ since: 0, until });
    for await (const _ of events) assert.ok(_);
  });
});
