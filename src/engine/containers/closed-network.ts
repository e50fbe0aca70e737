import type Dockerode from 'dockerode';
import type { ContainerEngine } from './connection/engine-connection.ts';
import { isOlder } from './connection/engine-trouble.ts';
import { createNamelessNetwork, nextAddress } from './podman-network.ts';

/** The first engine that has a name for bridges without an address of the host. */
const isolatedSince = '28.0';
const bridge = 'com.docker.network.bridge';

export interface ClosedNetwork {
  network: Dockerode.Network;
  /** What the container that is called has to have on it, where nobody there answers for names; null: any. */
  address: string | null;
}

/**
 * A network for one app or program, without a way out: no route to anywhere, and no address of the host on it. (Docker's
 * internal networks alone leave the host's address on the bridge, where whatever listens on all interfaces answers.)
 */
export async function createClosedNetwork(
  { client, kind, version }: Pick<ContainerEngine, 'client' | 'kind' | 'version'>,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<ClosedNetwork> {
  if (kind === 'podman') {
    const subnet = await createNamelessNetwork(client, name, labels);
    return { network: client.getNetwork(name), address: nextAddress(subnet) };
  }
  const network = await client.createNetwork({
    ...{ Name: name, Driver: 'bridge', Internal: true, EnableIPv6: false, Labels: { ...labels } },
    Options: isOlder(version, isolatedSince)
      ? { [`${bridge}.inhibit_ipv4`]: 'true' }
      : { [`${bridge}.gateway_mode_ipv4`]: 'isolated' },
  });
  return { network, address: null };
}

/** For who is on such a network: Podman leaves an address there of which the network knows nothing. */
export function withoutIpv6(engine: ContainerEngine['kind']): Dockerode.HostConfig {
  return engine === 'podman' ? { Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1' } } : {};
}

/** Where a container is on such a network; null: anywhere. */
export function endpointAt(address: string | null): Dockerode.EndpointSettings {
  return address === null ? {} : { IPAMConfig: { IPv4Address: address } };
}

/**
 * The name server that containers of apps are told: an address that nobody has (RFC 5737). Docker's own resolver, which knows
 * the names on the app's network, would pass all other names to the host's name servers, and before 25.0 even from internal networks
 * (CVE-2024-29018): a way to carry data out, name by name.
 */
export const nobodysNameServer = '203.0.113.53';
