import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import type { Fetch } from './guarded-fetch.ts';

export type NetworkSettings = Pick<
  Configuration,
  'network.proxy' | 'network.noProxy' | 'network.extraCaCertificates'
>;

export interface Network {
  fetch: Fetch;
  /** Breaks what is still open. */
  close(): Promise<void>;
}

/** Never through a proxy: what runs on this very machine. */
const ownMachine = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The network as settings and environment have it: proxy, hosts without it, certificates to trust. Its own connections and
 * timeouts, whatever the host program has done to the global ones.
 * @throws AssayError `misconfigured` when a file of certificates cannot be used
 */
export async function openNetwork(settings: NetworkSettings, env: NodeJS.ProcessEnv): Promise<Network> {
  const proxy = settings['network.proxy'];
  // Empty, not left out: the library would look into the environment of the process.
  const httpProxy = proxy || env['http_proxy'] || env['HTTP_PROXY'] || '';
  const noProxy = settings['network.noProxy'] || env['no_proxy'] || env['NO_PROXY'];
  const secureContext = await trustedContext(settings['network.extraCaCertificates'], env);
  const tlsOptions = secureContext ? { secureContext } : {};
  const agent = new EnvHttpProxyAgent({
    // A call has limits of its own.
    ...{ headersTimeout: 0, bodyTimeout: 0, allowH2: false },
    ...{ connect: tlsOptions, requestTls: tlsOptions, proxyTls: tlsOptions },
    ...{ httpProxy, httpsProxy: proxy || env['https_proxy'] || env['HTTPS_PROXY'] || httpProxy },
    noProxy: noProxy === '*' ? '*' : [...ownMachine, ...(noProxy ? [noProxy] : [])].join(','),
  });
  const dispatched = (input: string, init: object) => fetch(input, { ...init, dispatcher: agent });
  return {
    // The same interface, declared twice: by the library, and by Node's own types.
    fetch: dispatched as unknown as Fetch,
    close: () => agent.destroy(),
  };
}

/** Made once: reading a hundred certificates for each connection would take longer than many a call. */
async function trustedContext(setting: string, env: NodeJS.ProcessEnv): Promise<tls.SecureContext | null> {
  const named = [
    { file: setting, by: 'The setting network.extraCaCertificates' },
    { file: env['NODE_EXTRA_CA_CERTS'] ?? '', by: 'NODE_EXTRA_CA_CERTS' },
  ].filter(({ file }) => file !== '');
  if (named.length === 0) return null;
  const extra = await Promise.all(named.map(({ file, by }) => readCertificates(file, by)));
  return tls.createSecureContext({ ca: [...tls.getCACertificates('default'), ...extra] });
}

async function readCertificates(file: string, by: string): Promise<string> {
  const hint = `${by} names it; it must be a PEM file.`;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new AssayError('misconfigured', `The certificates ${file} cannot be read.`, { cause, hint });
  }
  try {
    tls.createSecureContext({ ca: text });
  } catch (cause) {
    throw new AssayError('misconfigured', `${file} is no file of certificates.`, { cause, hint });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new AssayError('misconfigured', `${file} holds no certificate.`, { hint });
}
