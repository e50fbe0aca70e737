import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import { keepLabel, ownerLabels, reapOlder, removeLabelled } from '../../src/engine/containers/reaper.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { testEngine } from '../support/docker/engine.ts';

describe('what a dead owner has left in the engine', () => {
  const [state, other] = [randomUUID(), randomUUID()];
  let client: Dockerode;
  before(async () => {
    ({ client } = await testEngine());
  });
  after(async () => {
    for (const each of [state, other]) await removeLabelled(client, [`assay.state=${each}`]);
  });

  async function make(labels: Record<string, string>): Promise<void> {
    const name = `assay-test-${randomUUID()}`;
    await client.createNetwork({ Name: name, Labels: labels });
    const container = await client.createContainer({
      ...{ name, Image: nodeImage, Labels: labels, Cmd: ['sleep', '600'] },
      HostConfig: { NetworkMode: name },
    });
    await container.start();
  }
  async function left(): Promise<string[]> {
    const filters = { label: ['assay.state'] };
    const containers = await client.listContainers({ all: true, filters });
    const networks = await client.listNetworks({ filters });
    return [...containers, ...networks]
      .map(({ Labels = {} }) => `${Labels['assay.state']} ${Labels['assay.epoch']}`)
      .filter((owner) => owner.startsWith(state) || owner.startsWith(other))
      .sort();
  }

  it('is removed, running or not, and nothing of anybody else or that is kept', async () => {
    await make(ownerLabels({ state, epoch: 3 }));
    await make(ownerLabels({ state, epoch: 9 }));
    await make(ownerLabels({ state, epoch: 10 }));
    await make(ownerLabels({ state: other, epoch: 1 }));
    await make({ 'assay.state': state, 'assay.epoch': 'none' });
    await make({ ...ownerLabels({ state, epoch: 4 }), [keepLabel]: 'true' });
    assert.equal(await reapOlder(client, { state, epoch: 10 }), 4);
    const stay = [`${other} 1`, `${state} 10`, `${state} 4`, `${state} none`];
    assert.deepEqual(await left(), [...stay, ...stay].sort());
    assert.equal(await reapOlder(client, { state, epoch: 10 }), 0);
  });
});
