import http from 'node:http';
import https from 'node:https';
import Dockerode from 'dockerode';
import { z } from 'zod';
import { transportOf } from './engine-address.ts';
import type { EngineAddress } from './engine-address.ts';
import { explainTrouble, isOlder, oldestApi } from './engine-trouble.ts';
import type { TriedAddress } from './engine-trouble.ts';
import { engineAddresses } from './find-engine.ts';
import type { EngineSearch } from './find-engine.ts';
import { sshAgent } from './ssh-agent.ts';
import { untilClosed } from './until-closed.ts';
import { AssayError, InputError } from '../../domain/errors.ts';

const versionSchema = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  Os: z.string(),
  Components: z.array(z.object({ Name: z.string() })).nullish(),
});

/** A container engine that has answered. */
export interface ContainerEngine {
  client: Dockerode;
  address: EngineAddress;
  kind: 'docker' | 'podman';
  version: string;
  apiVersion: string;
  /**
   * Whether it takes new connections. One that is told to stop takes none from that moment on, but still answers on those that
   * there are, while it stops all containers.
   */
  takesConnections(): Promise<boolean>;
}

export type EngineAnswer =
  { available: true; engine: ContainerEngine } | { available: false; tried: TriedAddress[] };

const answerTimeoutMs = 5_000;
const sshTimeoutMs = 20_000;

/**
 * Looks for the container engine. That there is none is an answer, not an error.
 * @param closed ends what is asked of it; left out: nothing does
 */
export async function connectEngine(search: EngineSearch, closed?: AbortSignal): Promise<EngineAnswer> {
  let addresses: EngineAddress[];
  try {
    addresses = await engineAddresses(search);
  } catch (error) {
    if (!InputError.is(error)) throw error;
    const tried = error.problems.map(({ file, message }) => ({
      host: search.setting,
      source: file ?? '',
      reason: message,
    }));
    return { available: false, tried };
  }
  const tried: TriedAddress[] = [];
  for (const address of addresses) {
    try {
      return { available: true, engine: await connect(address, search.env, closed) };
    } catch (error) {
      tried.push({ host: address.host, source: address.source, reason: explainTrouble(address, error) });
    }
  }
  return { available: false, tried };
}

async function connect(
  address: EngineAddress,
  env: NodeJS.ProcessEnv,
  closed: AbortSignal | undefined,
): Promise<ContainerEngine> {
  const client = new Dockerode(clientOptions(address, env));
  if (closed) untilClosed(client, closed);
  const timeoutMs = address.host.startsWith('ssh:') ? sshTimeoutMs : answerTimeoutMs;
  const late = AbortSignal.timeout(timeoutMs);
  const asked = (client as unknown as Stoppable).version({ abortSignal: late }).catch((error: unknown) => {
    throw late.aborted ? Object.assign(new Error('it does not answer'), { code: 'ETIMEDOUT' }) : error;
  });
  const answer = versionSchema.parse(await asked);
  if (isOlder(answer.ApiVersion, oldestApi)) {
    throw new AssayError(
      'misconfigured',
      `its API is ${answer.ApiVersion} (version ${answer.Version}), and Assay needs ${oldestApi} or newer: update it`,
    );
  }
  if (answer.Os !== 'linux') {
    throw new AssayError('misconfigured', `it runs ${answer.Os} containers, and Assay needs Linux ones`);
  }
  const podman = answer.Components?.some(({ Name: name }) => /podman/i.test(name)) ?? false;
  return {
    ...{ client, address, kind: podman ? 'podman' : 'docker' },
    ...{ version: answer.Version, apiVersion: answer.ApiVersion },
    takesConnections: () =>
      connect(address, env, closed).then(
        () => true,
        () => false,
      ),
  };
}

/** The library's types leave out some of what it passes on. */
interface Stoppable {
  version(options: { abortSignal: AbortSignal }): Promise<unknown>;
}
type ClientOptions = Dockerode.DockerOptions & { agent?: http.Agent };

function clientOptions(address: EngineAddress, env: NodeJS.ProcessEnv): ClientOptions {
  const transport = transportOf(address);
  // Named, although undefined: the library would take what is left out from DOCKER_HOST and its like.
  const nothing = { host: undefined, ca: undefined, cert: undefined, key: undefined } as object;
  if (transport.kind === 'socket') {
    return { ...nothing, protocol: 'http', socketPath: transport.path, agent: ownConnections() };
  }
  if (transport.kind === 'ssh') {
    return { ...nothing, protocol: 'http', socketPath: 'ssh', agent: sshAgent(transport, env) };
  }
  const { host, port } = transport;
  const { tls } = address;
  if (!tls) return { ...nothing, protocol: 'http', host, port, agent: ownConnections() };
  const { ca, cert, key, skipVerify } = tls;
  const agent = new https.Agent({
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert, key }),
    rejectUnauthorized: !skipVerify,
  });
  return { ...nothing, protocol: 'https', host, port, agent };
}

/** Shared with no other client: whether an engine is there shows in whether it takes a new one. Closed once they are idle for so long. */
const ownConnections = () => new http.Agent({ keepAlive: true, timeout: 5_000 });
