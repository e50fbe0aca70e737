import type Dockerode from 'dockerode';
import { mebibyte, ownFolder, ownNamesOnly, shareOf, temporaryFolders, walls } from '../container-walls.ts';
import { endpointAt, withoutIpv6 } from '../closed-network.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';

/** What one app may take. */
const appLimits = {
  memoryBytes: 512 * mebibyte,
  cpus: 1,
  processes: 256,
  dataBytes: 256 * mebibyte,
  temporaryBytes: 64 * mebibyte,
};

/** On the app's own network. */
export const appHost = 'app';

/** Of an app, in its image. */
export const appFolder = '/app';

interface AppContainer {
  image: string;
  name: string;
  network: string;
  /** null: any. */
  address: string | null;
  dataDir: string;
  user: string;
  port: number;
  labels: Record<string, string>;
}

/**
 * A container for code that nobody vouches for: no privileges, nothing of the host, nowhere to write but its own data in
 * memory, no network but the one that it is alone on.
 */
export function appContainerOptions(
  engine: ContainerEngine['kind'],
  app: AppContainer,
): Dockerode.ContainerCreateOptions {
  return {
    name: app.name,
    Image: app.image,
    User: app.user,
    Hostname: appHost,
    Labels: app.labels,
    Env: ['HOST=0.0.0.0', `PORT=${app.port}`, `DATA_DIR=${appFolder}/${app.dataDir}`, 'TZ=UTC'],
    AttachStdin: false,
    OpenStdin: false,
    HostConfig: {
      ...walls,
      ...shareOf(appLimits.memoryBytes, appLimits.processes),
      ...ownNamesOnly,
      NanoCpus: appLimits.cpus * 1e9,
      Ulimits: [{ Name: 'nofile', Soft: 4_096, Hard: 4_096 }],
      Tmpfs: {
        ...temporaryFolders(engine, appLimits.temporaryBytes, app.user),
        [`${appFolder}/${app.dataDir}`]: ownFolder(engine, appLimits.dataBytes, app.user),
      },
      NetworkMode: app.network,
      ...withoutIpv6(engine),
    },
    NetworkingConfig: {
      EndpointsConfig: { [app.network]: { Aliases: [appHost], ...endpointAt(app.address) } },
    },
  };
}
