import type Dockerode from 'dockerode';
import type { Service } from '../../domain/tools.ts';
import { mebibyte, ownFolder, ownNamesOnly, shareOf, temporaryFolders, walls } from '../container-walls.ts';
import { endpointAt, withoutIpv6 } from '../closed-network.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';

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
  token: string;
  labels: Readonly<Record<string, string>>;
}

/** A container for tools that read or call what nobody vouches for: walled in as an app is. */
export function analyzerContainerOptions(
  engine: ContainerEngine['kind'],
  analyzer: AnalyzerContainer,
): Dockerode.ContainerCreateOptions {
  const { image, name, service, network, address, token, labels } = analyzer;
  return {
    ...{ name, Image: image, User: user, Cmd: ['--listen', String(analyzerPort)] },
    Labels: { ...labels, 'assay.role': 'analyzer', 'assay.service': service },
    // Not in the command line, which every process in the container can read.
    Env: [`ASSAY_TOKEN=${token}`, 'TZ=UTC'],
    HostConfig: {
      ...walls,
      ...shareOf(limits.memoryBytes, limits.processes),
      ...ownNamesOnly,
      Tmpfs: {
        ...temporaryFolders(engine, limits.temporaryBytes, user),
        [cacheFolder]: ownFolder(engine, limits.cacheBytes, user),
      },
      NetworkMode: network,
      ...withoutIpv6(engine),
    },
    NetworkingConfig: { EndpointsConfig: { [network]: endpointAt(address) } },
  };
}
