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
  /** On 127.0.0.1; null: a free one. */
  hostPort: number | null;
  token: string;
  labels: Readonly<Record<string, string>>;
}

/** A container for tools that read or call what nobody vouches for: walled in as an app is. */
export function analyzerContainerOptions(
  engine: ContainerEngine['kind'],
  analyzer: AnalyzerContainer,
): Dockerode.ContainerCreateOptions {
  const { image, name, service, network, hostPort, token, labels } = analyzer;
  const { ExposedPorts, PortBindings } = publishing(analyzerPort, hostPort);
  return {
    ...{ name, Image: image, User: user, Cmd: ['--listen', String(analyzerPort)] },
    Labels: { ...labels, 'assay.role': 'analyzer', 'assay.service': service },
    // Not in the command line, which every process in the container can read.
    Env: [`ASSAY_TOKEN=${token}`, 'TZ=UTC'],
    ExposedPorts,
    HostConfig: {
      ...walls,
      ...shareOf(limits.memoryBytes, limits.processes),
      ...ownNamesOnly,
      Tmpfs: {
        '/tmp': ownFolder(engine, limits.temporaryBytes, user),
        [cacheFolder]: ownFolder(engine, limits.cacheBytes, user),
      },
      NetworkMode: network,
      PortBindings,
    },
  };
}

/** A network for one program: its port is published, it has no neighbours, and nothing leads from it to the outside. */
export function analyzerNetworkOptions(
  name: string,
  labels: Readonly<Record<string, string>>,
): Dockerode.NetworkCreateOptions {
  const bridge = 'com.docker.network.bridge';
  return {
    ...{ Name: name, Driver: 'bridge', Internal: false, EnableIPv6: false, Labels: { ...labels } },
    Options: { [`${bridge}.enable_icc`]: 'false', [`${bridge}.enable_ip_masquerade`]: 'false' },
  };
}
