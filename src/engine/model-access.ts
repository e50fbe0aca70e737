import path from 'node:path';
import type { Capabilities } from './domain/capabilities.ts';
import { systemClock } from './domain/clock.ts';
import type { Configuration } from './domain/configuration.ts';
import type { Disposable } from './domain/disposable.ts';
import { AssayError } from './domain/errors.ts';
import { noKeys } from './domain/keys.ts';
import type { Log } from './domain/log.ts';
import type { EngineOptions } from './engine-options.ts';
import { createModelProviders } from './generation/providers/model-providers.ts';
import type { ModelProviders } from './generation/providers/model-providers.ts';
import { ownCapabilities } from './own-capabilities.ts';

/** Whom this process can ask, and what it can do besides. */
export interface ModelAccess extends Disposable {
  readonly providers: ModelProviders;
  /** Always as it is now: a key that comes later is as good as one that was there. */
  readonly capabilities: Capabilities;
  /** @param listener called when what can be done has changed */
  watch(listener: () => void): void;
}

export async function openModelAccess(
  options: EngineOptions,
  configuration: Configuration,
  log: Log,
): Promise<ModelAccess> {
  const { keys = noKeys, env = process.env } = options;
  const capabilities: { providers: readonly string[]; trusted: boolean } = await ownCapabilities(options);
  const providers = createModelProviders({
    ...{ configuration, keys, log, clock: systemClock, env },
    cacheDir: path.join(options.installation.cacheDir, 'models'),
    ...(options.editorModels ? { editorModels: options.editorModels } : {}),
  });
  let listener = () => {};
  const keyChanges = keys.onDidChange?.(() => {
    ownCapabilities(options)
      .then((now) => {
        capabilities.providers = now.providers;
        listener();
      })
      .catch((error: unknown) => log.error('PIPE', null, AssayError.from(error).message));
  });
  return {
    providers,
    capabilities,
    watch: (changed) => (listener = changed),
    dispose() {
      keyChanges?.dispose();
      providers.dispose();
    },
  };
}
