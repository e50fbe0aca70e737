import type Dockerode from 'dockerode';
import { nobodysNameServer } from './app-network.ts';

const mebibyte = 2 ** 20;

/** What one app may take. */
const appLimits = {
  memoryBytes: 512 * mebibyte,
  cpus: 1,
  processes: 256,
  dataBytes: 256 * mebibyte,
  temporaryBytes: 64 * mebibyte,
  logBytes: 5 * mebibyte,
};

/** On the app's own network. */
const appHost = 'app';

/** Where the app may write, below its folder in the image. */
const appFolder = '/app';

interface AppContainer {
  image: string;
  name: string;
  network: string;
  dataDir: string;
  user: string;
  port: number;
  labels: Record<string, string>;
}

/**
 * A container for code that nobody vouches for: no privileges, nothing of the host, nowhere to write but its own data in
 * memory, no network but the one that it is alone on.
 */
export function appContainerOptions(app: AppContainer): Dockerode.ContainerCreateOptions {
  const [uid, gid] = app.user.split(':');
  const owned = `uid=${uid},gid=${gid},mode=0700`;
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
      Memory: appLimits.memoryBytes,
      // No swap besides: it would only be slower to fail.
      MemorySwap: appLimits.memoryBytes,
      NanoCpus: appLimits.cpus * 1e9,
      PidsLimit: appLimits.processes,
      Ulimits: [{ Name: 'nofile', Soft: 4_096, Hard: 4_096 }],
      Tmpfs: {
        '/tmp': `rw,noexec,nosuid,nodev,size=${appLimits.temporaryBytes},${owned}`,
        [`${appFolder}/${app.dataDir}`]: `rw,noexec,nosuid,nodev,size=${appLimits.dataBytes},${owned}`,
      },
      NetworkMode: app.network,
      Dns: [nobodysNameServer],
      // Who asks for a name is told at once that nobody knows it.
      DnsOptions: ['timeout:1', 'attempts:1'],
    },
    NetworkingConfig: { EndpointsConfig: { [app.network]: { Aliases: [appHost] } } },
  };
}

/** The same for every container of ours. */
export const walls: Dockerode.HostConfig = {
  Privileged: false,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  Init: true,
  IpcMode: 'private',
  PublishAllPorts: false,
  RestartPolicy: { Name: 'no' },
  LogConfig: { Type: 'json-file', Config: { 'max-size': String(appLimits.logBytes), 'max-file': '1' } },
};

interface Forwarder {
  image: string;
  name: string;
  port: number;
  labels: Record<string, string>;
}

/** Inside of its container. */
export const forwarderPort = 8080;

/**
 * Our own program between this machine and an app: an internal network publishes no ports.
 * @param published false: no port of it could be reached; it is spoken to through its standard input and output
 */
export function forwarderOptions(
  { image, name, port, labels }: Forwarder,
  published: boolean,
): Dockerode.ContainerCreateOptions {
  const target = [`TARGET_HOST=${appHost}`, `TARGET_PORT=${port}`];
  const common = { name, Image: image, User: '65534:65534', Labels: labels };
  const limits = { ...walls, Memory: 128 * mebibyte, MemorySwap: 128 * mebibyte, PidsLimit: 64 };
  if (!published) {
    return {
      ...common,
      Env: target,
      ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true },
      // What it says is other people's traffic.
      HostConfig: { ...limits, LogConfig: { Type: 'none', Config: {} }, NetworkMode: 'bridge' },
    };
  }
  return {
    ...common,
    Env: [...target, `PORT=${forwarderPort}`],
    ExposedPorts: { [`${forwarderPort}/tcp`]: {} },
    HostConfig: {
      ...limits,
      NetworkMode: 'bridge',
      // A free one: the engine says which.
      PortBindings: { [`${forwarderPort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  };
}
