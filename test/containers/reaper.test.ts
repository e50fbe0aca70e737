import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import { instanceLabel, keepLabel, ownerLabels } from '../../src/engine/containers/container-labels.ts';
import { reap, removeLabelled } from '../../src/engine/containers/reaper.ts';
import type { Reaped } from '../../src/engine/containers/reaper.ts';
import { Instances } from '../../src/engine/containers/instances.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { testEngine } from '../support/docker/engine.ts';

describe('the reaper', () => {
  const [state, other] = [randomUUID(), randomUUID()];
  const present = { state, epoch: 10 };
  const never = () => false;
  let client: Dockerode;
  let mine: string;
  before(async () => {
    ({ client } = await testEngine());
  });
  beforeEach(() => {
    mine = `assay-reaper-test-${randomUUID()}`;
  });
  afterEach(() => removeLabelled(client, [`test.reaper=${mine}`]));

  /** A container, a network and a volume, whose names begin with the name. */
  async function make(
    name: string,
    labels: Record<string, string>,
    command = ['sleep', '600'],
  ): Promise<void> {
    const Labels = { ...labels, 'test.reaper': mine };
    const Name = `${mine}-${name}`;
    await client.createNetwork({ Name, Labels });
    await client.createVolume({ Name, Labels });
    const container = await client.createContainer({
      ...{ name: Name, Image: nodeImage, Labels, Cmd: command, StopTimeout: 0 },
      HostConfig: { NetworkMode: Name },
    });
    await container.start();
    if (command[0] !== 'sleep') await container.wait();
  }
  /** The names of those of which all three are there; what is there in part is said so. */
  async function left(): Promise<string[]> {
    const filters = { label: [`test.reaper=${mine}`] };
    const containers = (await client.listContainers({ all: true, filters })).map(({ Names }) =>
      Names[0]!.slice(1),
    );
    const networks = (await client.listNetworks({ filters })).map(({ Name }) => Name);
    const volumes = (await client.listVolumes({ filters })).Volumes.map(({ Name }) => Name);
    const counts = new Map<string, number>();
    for (const name of [...containers, ...networks, ...volumes])
      counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts]
      .map(([name, count]) => name.slice(mine.length + 1) + (count === 3 ? '' : ` ${count} of 3`))
      .sort();
  }
  const all = (things: number): Reaped => ({ removed: things * 3, failures: [] });

  it('removes what dead owners of this state have left, and nothing of anybody else', async () => {
    await make('older', ownerLabels({ state, epoch: 3 }));
    await make('last', ownerLabels({ state, epoch: 9 }));
    await make('ended', { ...ownerLabels({ state, epoch: 9 }), [instanceLabel]: 'x' }, ['true']);
    await make('present', ownerLabels(present));
    await make('newer', ownerLabels({ state, epoch: 11 }));
    await make('other', ownerLabels({ state: other, epoch: 1 }));
    await make('longer', ownerLabels({ state: `${state}0`, epoch: 1 }));
    await make('no-number', { 'assay.state': state, 'assay.epoch': 'none' });
    await make('hexadecimal', { 'assay.state': state, 'assay.epoch': '0x1' });
    await make('no-epoch', { 'assay.state': state });
    await make('like-it', { 'assay.states': state, 'assay.epoch': '1', 'xassay.state': state });
    await make('unlabelled', {});
    assert.deepEqual(await reap(client, present, never), all(3));
    const stay = [
      'hexadecimal',
      'like-it',
      'longer',
      'newer',
      'no-epoch',
      'no-number',
      'other',
      'present',
      'unlabelled',
    ];
    assert.deepEqual(await left(), stay);
    assert.deepEqual(await reap(client, present, never), all(0));
  });

  it('removes what is over of the present owner, and leaves what is in use', async () => {
    const instances = new Instances();
    const [used, over] = [instances.begin(), instances.begin()];
    const labels = (instance: string) => ({ ...ownerLabels(present), [instanceLabel]: instance });
    await make('used', labels(used));
    await make('over', labels(over));
    await make('somebody-else', labels(new Instances().begin()));
    const isOver = (instance: string) => instances.isOver(instance);
    assert.deepEqual(await reap(client, present, isOver), all(0));
    instances.end(over);
    assert.deepEqual(await reap(client, present, isOver), all(1));
    assert.deepEqual(await left(), ['somebody-else', 'used']);
  });

  it('leaves kept apps while they run, and removes those that have ended', async () => {
    const kept = (instance: string) => ({
      ...{ ...ownerLabels({ state, epoch: 4 }), [instanceLabel]: instance, [keepLabel]: 'true' },
    });
    await make('running', kept(`${mine}1`));
    await make('ended', kept(`${mine}2`), ['true']);
    await make('not-kept', { ...kept(`${mine}3`), [keepLabel]: 'false' });
    assert.deepEqual(await reap(client, present, never), all(2));
    assert.deepEqual(await left(), ['running']);
  });

  it('is not kept from its work by what cannot be removed', async () => {
    await make('joined', ownerLabels({ state, epoch: 1 }));
    await make('guest', {});
    await make('free', ownerLabels({ state, epoch: 1 }));
    const guest = client.getContainer(`${mine}-guest`);
    await client.getNetwork(`${mine}-joined`).connect({ Container: guest.id });
    const { removed, failures } = await reap(client, present, never);
    assert.equal(removed, 5);
    assert.equal(failures.length, 1);
    assert.match(
      failures[0]!,
      /^The network \S+-joined could not be removed: .*(active endpoints|is being used)/,
    );
    assert.deepEqual(await left(), ['guest', 'joined 1 of 3']);
  });
});
