import path from 'node:path';
import { systemClock } from './domain/clock.ts';
import { applySettings, defaultConfiguration } from './domain/configuration.ts';
import { Log } from './domain/log.ts';
import type { EngineOptions } from './engine-options.ts';

const timeoutMs = 20_000;

/**
 * Asks a provider whether it takes a key, by what costs nothing. The key goes to its provider and is kept nowhere.
 * @param provider as in `Capabilities.providers`
 * @returns false: the provider asks nobody for a key, so that its answer says nothing
 * @throws AssayError `auth` when it is refused; others when that could not be found out
 */
export async function checkKey(
  options: Pick<EngineOptions, 'settings' | 'installation' | 'log' | 'env'>,
  provider: string,
  key: string,
): Promise<boolean> {
  const { RemoteProviders } = await import('./generation/providers/remote-providers.lazy.ts');
  const { configuration } = applySettings(defaultConfiguration, options.settings);
  const log = new Log(options.log);
  log.addSecret(key);
  const providers = new RemoteProviders({
    ...{
      configuration,
      log,
      clock: systemClock,
      env: options.env ?? process.env,
      keys: { key: async () => key },
    },
    cacheDir: path.join(options.installation.cacheDir, 'models'),
  });
  try {
    return await providers.lists.takesKey(provider, key, AbortSignal.timeout(timeoutMs));
  } finally {
    await providers.close();
  }
}
