import type Dockerode from 'dockerode';

/** As Docker, Docker Desktop and Podman say that somebody else listens there, a container or another program. */
const taken = /port is already allocated|address already in use|ports are not available/i;

export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && taken.test(error.message);
}

/**
 * How a port of a container is published, for this machine alone.
 * @param hostPort on 127.0.0.1; null: a free one, and the engine says which
 */
export function publishing(
  containerPort: number,
  hostPort: number | null,
): { ExposedPorts: Record<string, object>; PortBindings: Dockerode.PortMap } {
  const port = `${containerPort}/tcp`;
  return {
    ExposedPorts: { [port]: {} },
    PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: hostPort === null ? '' : String(hostPort) }] },
  };
}

/**
 * The port of this machine that the engine has published a container's port on.
 * @returns null: it has published none
 */
export function publishedPort(
  { Ports: ports }: Pick<Dockerode.ContainerInspectInfo['NetworkSettings'], 'Ports'>,
  containerPort: number,
): number | null {
  const port = Number(ports[`${containerPort}/tcp`]?.[0]?.HostPort);
  return Number.isInteger(port) && port > 0 ? port : null;
}
