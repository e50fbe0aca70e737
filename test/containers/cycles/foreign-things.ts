import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import { instanceLabel, keepLabel, ownerLabels } from '../../../src/engine/containers/container-labels.ts';
import { removeLabelled } from '../../../src/engine/containers/reaper.ts';
import { nodeImage } from '../../support/docker/base-images.ts';

/** On all of it, so that the tests find it again. */
const foreignLabel = 'test.foreign';

/** Containers, networks and volumes that look like ours and are none, or are to stay. */
export class ForeignThings {
  readonly #client: Dockerode;
  readonly #mark = randomBytes(6).toString('hex');
  #before: string[] = [];

  constructor(client: Dockerode) {
    this.#client = client;
  }

  /** @param state of the folder whose own things are not to be mistaken for them */
  async make(state: string): Promise<void> {
    const another = randomBytes(12).toString('hex');
    const instance = { [instanceLabel]: this.#mark };
    await this.#make('app', {}, true);
    await this.#make('forwarder', { app: 'assay', state, epoch: '1' }, false);
    await this.#make('another', { ...ownerLabels({ state: another, epoch: 1 }), ...instance }, true);
    await this.#make('newer', { ...ownerLabels({ state, epoch: 1_000_000_000 }), ...instance }, true);
    await this.#make('longer', { ...ownerLabels({ state: `${state}0`, epoch: 1 }), ...instance }, false);
    await this.#make('unnumbered', { 'assay.state': state, 'assay.epoch': '-1', ...instance }, false);
    await this.#make('kept', { ...ownerLabels({ state, epoch: 0 }), ...instance, [keepLabel]: 'true' }, true);
    this.#before = await this.#look();
  }

  /** @throws AssertionError when any of it was touched */
  async check(): Promise<void> {
    assert.deepEqual(await this.#look(), this.#before, 'what is not ours was touched');
  }

  async remove(): Promise<void> {
    await removeLabelled(this.#client, [`${foreignLabel}=${this.#mark}`]);
  }

  async #make(name: string, labels: Record<string, string>, runs: boolean): Promise<void> {
    const Labels = { ...labels, [foreignLabel]: this.#mark };
    const Name = `assay-${this.#mark}-${name}`;
    await this.#client.createNetwork({ Name, Labels, Internal: true });
    await this.#client.createVolume({ Name, Labels });
    const container = await this.#client.createContainer({
      ...{ name: Name, Image: nodeImage, Cmd: ['sleep', 'infinity'], Labels },
      HostConfig: { NetworkMode: Name, Binds: [`${Name}:/data`] },
    });
    if (runs) await container.start();
  }

  /** What would change if somebody stopped, restarted, removed or made again any of it. */
  async #look(): Promise<string[]> {
    const filters = { label: [`${foreignLabel}=${this.#mark}`] };
    const containers = await this.#client.listContainers({ all: true, filters });
    const states = containers.map(async ({ Id }) => {
      const { Name, State, NetworkSettings } = await this.#client.getContainer(Id).inspect();
      return [Name, Id, State.Status, State.StartedAt, Object.keys(NetworkSettings.Networks)].join(' ');
    });
    const networks = await this.#client.listNetworks({ filters });
    const { Volumes } = await this.#client.listVolumes({ filters });
    return [
      ...(await Promise.all(states)),
      ...networks.map(({ Name, Id }) => `${Name} ${Id}`),
      ...Volumes.map((volume) => `${volume.Name} ${(volume as { CreatedAt?: string }).CreatedAt}`),
    ].sort();
  }
}
