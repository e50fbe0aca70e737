import type Dockerode from 'dockerode';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { isOlder } from '../connection/engine-trouble.ts';

/** The first engine that has a name for bridges without an address of the host. */
const isolatedSince = '28.0';
const bridge = 'com.docker.network.bridge';

/**
 * A network for one app, without a way out: no route to anywhere, and no address of the host on it. (Docker's internal
 * networks alone leave the host's address on the bridge, where whatever listens on all interfaces answers.)
 */
export function appNetworkOptions(
  engine: Pick<ContainerEngine, 'kind' | 'version'>,
  name: string,
  labels: Readonly<Record<string, string>>,
): Dockerode.NetworkCreateOptions {
  return {
    ...{ Name: name, Driver: 'bridge', Internal: true, EnableIPv6: false, Labels: { ...labels } },
    Options: withoutHost(engine),
  };
}

function withoutHost({ kind, version }: Pick<ContainerEngine, 'kind' | 'version'>): Record<string, string> {
  if (kind === 'podman') return {};
  if (isOlder(version, isolatedSince)) return { [`${bridge}.inhibit_ipv4`]: 'true' };
  return { [`${bridge}.gateway_mode_ipv4`]: 'isolated' };
}

/** What of the walls this engine cannot close, in sentences for people. Empty: nothing. */
export function openWays({ kind }: Pick<ContainerEngine, 'kind'>): string[] {
  if (kind === 'docker') return [];
  return [
    "apps can reach services of the engine's machine that listen on all interfaces, through the gateway of their network, which Podman cannot leave out",
  ];
}

/**
 * The name server that containers of apps are told: an address that nobody has (RFC 5737). Docker's own resolver, which knows
 * the names on the app's network, would pass all other names to the host's name servers, and before 25.0 even from internal networks
 * (CVE-2024-29018): a way to carry data out, name by name.
 */
export const nobodysNameServer = '203.0.113.53';
