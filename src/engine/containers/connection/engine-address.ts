import { InputError } from '../../domain/errors.ts';

/** A key pair and the authority of an engine that speaks TLS, PEM. */
export interface EngineTls {
  ca: string | null;
  cert: string | null;
  key: string | null;
  /** Whoever answers is taken for the engine. */
  skipVerify: boolean;
}

/** One place where a container engine may answer. */
export interface EngineAddress {
  /** As `DOCKER_HOST` has it. */
  host: string;
  /** Who says so, for people: "DOCKER_HOST", "the context work". */
  source: string;
  /** null: plain, or what the address's own kind brings along (a socket, ssh). */
  tls: EngineTls | null;
}

export type Transport =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'ssh'; user: string | null; host: string; port: number | null; path: string | null };

const tlsPort = 2376;
const plainPort = 2375;

/** @throws InputError when the address is of no kind that Docker knows */
export function transportOf({ host, source, tls }: EngineAddress): Transport {
  const [, scheme, rest] = /^(unix|npipe):\/\/(.+)$/.exec(host) ?? [];
  if (scheme && rest) return { kind: 'socket', path: rest };
  const url = URL.canParse(host) ? new URL(host) : null;
  if (url?.hostname) {
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port === '' ? null : Number(url.port);
    if (['tcp:', 'http:', 'https:'].includes(url.protocol)) {
      const usual = tls || url.protocol === 'https:' ? tlsPort : plainPort;
      return { kind: 'tcp', host: name, port: port ?? usual };
    }
    const user = decoded(url.username);
    // What begins with a hyphen would be an option of ssh.
    if (url.protocol === 'ssh:' && !name.startsWith('-') && user !== null && !user.startsWith('-')) {
      const path = url.pathname === '' || url.pathname === '/' ? null : url.pathname;
      return { kind: 'ssh', user: user || null, host: name, port, path };
    }
  }
  throw InputError.of(
    source,
    `"${host}" is not the address of an engine; it would be one like unix:///var/run/docker.sock, ` +
      'tcp://127.0.0.1:2375 or ssh://user@host',
  );
}

/** @returns null: it is not how a URL writes anything */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Whether the ports that the engine publishes on its own 127.0.0.1 are those of another machine. */
export function isElsewhere(address: EngineAddress): boolean {
  const transport = transportOf(address);
  if (transport.kind === 'socket') return false;
  return transport.kind === 'ssh' || !/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(transport.host);
}
