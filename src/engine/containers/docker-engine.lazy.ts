import Dockerode from 'dockerode';
import { z } from 'zod';

export type DockerDescription =
  | { available: true; version: string; apiVersion: string }
  | {
      available: false;
      /** Where an engine was looked for: an address as in `DOCKER_HOST`, or the platform's own socket. */
      tried: string;
      /** One sentence for people. */
      reason: string;
    };

const versionSchema = z.object({ Version: z.string(), ApiVersion: z.string() });
const answerTimeoutMs = 5_000;

/**
 * Asks the Docker engine for its version. Never throws: that there is none is an answer.
 *
 * @param dockerHost an address as `DOCKER_HOST` has it; undefined or empty: the platform's own socket
 */
export async function describeDocker(
  dockerHost: string | undefined = process.env['DOCKER_HOST'],
): Promise<DockerDescription> {
  const tried = dockerHost || defaultHost();
  try {
    const client = new Dockerode({ ...connection(tried), timeout: answerTimeoutMs });
    const answer = versionSchema.parse(await client.version());
    return { available: true, version: answer.Version, apiVersion: answer.ApiVersion };
  } catch (error) {
    return { available: false, tried, reason: explain(tried, error) };
  }
}

function defaultHost(): string {
  return process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
}

/** @throws Error when the address is of no kind that Docker knows */
function connection(host: string): Dockerode.DockerOptions {
  const [, scheme, rest] = /^(unix|npipe):\/\/(.+)$/.exec(host) ?? [];
  if (scheme && rest) return { socketPath: rest };
  const url = URL.canParse(host) ? new URL(host) : null;
  if (!url || !['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    throw new Error('it is not an address such as unix:///var/run/docker.sock or tcp://127.0.0.1:2375');
  }
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return { protocol, host: url.hostname, port: url.port || (protocol === 'https' ? '2376' : '2375') };
}

function explain(tried: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return `No Docker engine answers at ${tried}: is it running?`;
  if (code === 'EACCES') return `The Docker engine at ${tried} may not be used by this user: join its group.`;
  if (error instanceof z.ZodError) return `What answers at ${tried} is not a Docker engine.`;
  return `No Docker engine can be reached at ${tried}: ${error instanceof Error ? error.message : String(error)}.`;
}
