import type Dockerode from 'dockerode';
import type { CleanUpItem } from '../domain/clean-up.ts';
import { instanceLabel, keepLabel, ownerOf } from './container-labels.ts';
import { containerName } from './reaper.ts';
import type { ContainerOwner } from './container-labels.ts';

/** Containers, networks and volumes that belong together: those of one instance, or one thing alone. */
export interface ResourceGroup {
  owner: ContainerOwner;
  /** null: it is not an instance's. */
  instance: string | null;
  containers: Dockerode.ContainerInfo[];
  /** Ids. */
  networks: string[];
  volumes: string[];
  names: string[];
  createdAt: number;
}

/** All that Assay's labels are on, whichever state folder's. */
export async function resourceGroups(client: Dockerode): Promise<ResourceGroup[]> {
  const filters = { label: ['assay.state'] };
  const groups = new Map<string, ResourceGroup>();
  const groupOf = (labels: Readonly<Record<string, string>>, name: string, createdAt: number) => {
    const owner = ownerOf(labels);
    if (!owner) return null;
    const instance = labels[instanceLabel] ?? null;
    const key = JSON.stringify(instance === null ? [name] : [owner, instance]);
    const group = groups.get(key) ?? {
      ...{ owner, instance, containers: [], networks: [], volumes: [], names: [], createdAt },
    };
    group.names.push(name);
    group.createdAt = Math.min(group.createdAt, createdAt);
    groups.set(key, group);
    return group;
  };
  // With sizes, which the engine has to add up: only of what is ours.
  for (const each of await client.listContainers({ all: true, size: true, filters })) {
    groupOf(each.Labels, containerName(each), each.Created * 1000)?.containers.push(each);
  }
  for (const { Name, Labels, Created } of await client.listNetworks({ filters })) {
    groupOf(Labels ?? {}, Name, Date.parse(Created ?? ''))?.networks.push(Name);
  }
  const { Volumes } = await client.listVolumes({ filters });
  for (const volume of Volumes ?? []) {
    const { CreatedAt = '' } = volume as { CreatedAt?: string };
    groupOf(volume.Labels ?? {}, volume.Name, Date.parse(CreatedAt))?.volumes.push(volume.Name);
  }
  return [...groups.values()];
}

export function isKept({ containers }: ResourceGroup): boolean {
  return containers.some(({ Labels, State }) => Labels[keepLabel] === 'true' && State === 'running');
}

/** For people. */
export function told(group: ResourceGroup): Pick<CleanUpItem, 'kind' | 'what'> {
  const { containers, networks, names } = group;
  const [first] = containers;
  const name = names[0]!;
  if (!first) {
    if (networks.length > 0) return { kind: 'network', what: `the network ${name}` };
    return { kind: 'volume', what: `the volume ${name}` };
  }
  const runs = containers.some(({ State }) => State === 'running') ? 'running' : 'stopped';
  const app = containers.map(({ Labels }) => Labels['assay.app']).find((each) => each !== undefined);
  if (app !== undefined) return { kind: 'app', what: `${app}, ${runs}` };
  const roles = containers.flatMap(({ Labels }) => Labels['assay.role'] ?? []);
  // What leads to it is not what it is.
  const role = roles.find((each) => each !== 'forwarder') ?? roles[0] ?? name;
  return { kind: 'service', what: `${role}, ${runs}` };
}
