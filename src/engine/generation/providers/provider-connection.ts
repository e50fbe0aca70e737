import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import type { KeySource } from '../../domain/keys.ts';
import type { Log } from '../../domain/log.ts';
import { providerKind } from '../../domain/providers.ts';
import type { Fetch } from './guarded-fetch.ts';
import { openNetwork } from './network.ts';
import type { Network } from './network.ts';

export interface ConnectionDeps {
  configuration: Configuration;
  keys: KeySource;
  log: Log;
  /** For the proxy and the certificates that it names. */
  env: NodeJS.ProcessEnv;
}

/** What every request to a provider needs: the network, and a key. */
export class ProviderConnection {
  readonly #deps: ConnectionDeps;
  #network: Promise<Network> | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
  }

  /** @throws AssayError `auth` when the provider wants one and there is none */
  async key(provider: string): Promise<string | null> {
    const key = await this.#deps.keys.key(provider);
    if (key !== null) this.#deps.log.addSecret(key);
    const { needsKey, title, keyVariable } = providerKind(provider);
    if (key !== null || !needsKey) return key;
    throw new AssayError('auth', `${title} wants a key, and there is none.`, {
      hint: `Set it in the editor, or as ${keyVariable} in the environment.`,
    });
  }

  /** A network that cannot be opened is tried anew: its file may be there by then. */
  async fetch(): Promise<Fetch> {
    this.#network ??= openNetwork(this.#deps.configuration, this.#deps.env).catch((error: unknown) => {
      this.#network = null;
      throw error;
    });
    return (await this.#network).fetch;
  }

  async close(): Promise<void> {
    const network = await this.#network?.catch(() => null);
    await network?.close();
  }
}
