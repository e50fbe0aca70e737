import type Dockerode from 'dockerode';
import type { Service } from '../../domain/tools.ts';
import { mebibyte, ownFolder, ownNamesOnly, shareOf, walls } from '../container-walls.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { publishing } from '../published-port.ts';

/** Whoever it is in the image: never root, and known to no other container. */
const user = '10001:10001';
const cacheFolder = '/opt/assay/cache';

/** What one program and its tools may take; a load test wants all processors. */
const limits = {
  memoryBytes: 2_048 * mebibyte,
  processes: 512,
  temporaryBytes: 512 * mebibyte,
  cacheBytes: 128 * mebibyte,
};

/** Where the program listens inside of its container. */
export const analyzerPort = 2_000;

interface AnalyzerContainer {
  image: string;
  name: string;
  service: Service;
  network: string;
  /** On its network; null: any. */
  address: string | null;
  /** On 127.0.0.1; null: a free one. Left out: it is published nowhere. */
  hostPort?: number | null;
  token: string;
  labels: Readonly<Record<string, string>>;
}

/** A container for tools that read or call what nobody vouches for: walled in as an app is. */
export function analyzerContainerOptions(
  engine: ContainerEngine['kind'],
  analyzer: AnalyzerContainer,
): Dockerode.ContainerCreateOptions {
  const { image, name, service, network, address, hostPort, token, labels } = analyzer;
  const published = hostPort === undefined ? null : publishing(analyzerPort, hostPort);
  return {
    ...{ name, Image: image, User: user, Cmd: ['--listen', String(analyzerPort)] },
    Labels: { ...labels, 'assay.role': 'analyzer', 'assay.service': service },
    // Not in the command line, which every process in the container can read.
    Env: [`ASSAY_TOKEN=${token}`, 'TZ=UTC'],
    ...(published ? { ExposedPorts: published.ExposedPorts } : {}),
    HostConfig: {
      ...walls,
      ...shareOf(limits.memoryBytes, limits.processes),
      ...ownNamesOnly,
      Tmpfs: {
        '/tmp': ownFolder(engine, limits.temporaryBytes, user),
        [cacheFolder]: ownFolder(engine, limits.cacheBytes, user),
      },
      NetworkMode: network,
      ...(published ? { PortBindings: published.PortBindings } : {}),
    },
    ...(address === null
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } } } }),
  };
}

/**
 * A network for one program whose port is published, which no internal network does: it has no neighbours, and nothing leads
 * from it to the outside.
 */
export function publishingNetworkOptions(
  name: string,
  labels: Readonly<Record<string, string>>,
): Dockerode.NetworkCreateOptions {
  const bridge = 'com.docker.network.bridge';
  return {
    ...{ Name: name, Driver: 'bridge', Internal: false, EnableIPv6: false, Labels: { ...labels } },
    Options: { [`${bridge}.enable_icc`]: 'false', [`${bridge}.enable_ip_masquerade`]: 'false' },
  };
}
