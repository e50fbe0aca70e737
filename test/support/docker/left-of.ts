import type Dockerode from 'dockerode';

/** The names of the containers, networks and volumes that there are of a state folder. */
export async function leftOf(client: Dockerode, state: string): Promise<string[]> {
  const filters = { label: [`assay.state=${state}`] };
  const containers = await client.listContainers({ all: true, filters });
  const networks = await client.listNetworks({ filters });
  const { Volumes } = await client.listVolumes({ filters: JSON.stringify(filters) });
  return [
    ...containers.map(({ Names }) => Names.join()),
    ...networks.map(({ Name }) => Name),
    ...(Volumes ?? []).map(({ Name }) => Name),
  ];
}
