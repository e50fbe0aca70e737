import type Dockerode from 'dockerode';
import { mebibyte, shareOf, walls } from '../container-walls.ts';
import { publishedPort, publishing } from '../published-port.ts';

interface Forwarder {
  image: string;
  name: string;
  /** What it forwards to, as its network calls it. */
  target: { host: string; port: number };
  labels: Readonly<Record<string, string>>;
}

/** Inside of its container. */
export const forwarderPort = 8080;

/**
 * Our own program between this machine and what is on a closed network, which publishes no ports. It has to join that network.
 * @param hostPort on 127.0.0.1; null: a free one
 */
export function publishedForwarder(
  forwarder: Forwarder,
  hostPort: number | null,
): Dockerode.ContainerCreateOptions {
  const { ExposedPorts, PortBindings } = publishing(forwarderPort, hostPort);
  const { Env, HostConfig, ...common } = basis(forwarder);
  return {
    ...common,
    ...{ Env: [...Env, `PORT=${forwarderPort}`], ExposedPorts },
    HostConfig: { ...HostConfig, NetworkMode: 'bridge', PortBindings },
  };
}

/**
 * The same where no port of it could be reached: it is spoken to through its standard input and output, and is on no other
 * network than its target.
 */
export function pipedForwarder(forwarder: Forwarder, network: string): Dockerode.ContainerCreateOptions {
  const { HostConfig, ...common } = basis(forwarder);
  return {
    ...common,
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true },
    // What it says is other people's traffic.
    HostConfig: { ...HostConfig, NetworkMode: network, LogConfig: { Type: 'none', Config: {} } },
  };
}

/** The port on 127.0.0.1 that leads to one that runs; null: the engine has published none. */
export async function portOf(forwarder: Dockerode.Container): Promise<number | null> {
  return publishedPort((await forwarder.inspect()).NetworkSettings, forwarderPort);
}

function basis({ image, name, target, labels }: Forwarder) {
  return {
    ...{ name, Image: image, User: '65534:65534', Labels: { ...labels, 'assay.role': 'forwarder' } },
    Env: [`TARGET_HOST=${target.host}`, `TARGET_PORT=${target.port}`],
    HostConfig: { ...walls, ...shareOf(128 * mebibyte, 64) },
  };
}
