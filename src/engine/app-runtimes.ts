import type { Configuration } from './domain/configuration.ts';
import { AssayError } from './domain/errors.ts';
import type { AppRuntime } from './domain/executors.ts';

/** Containers, as far as there is an engine for them. */
export interface ContainerPlace {
  /** Looks for the engine unless one is known. @returns why there is none, in a sentence, or what starts apps */
  find(): Promise<{ runtime: AppRuntime } | { reason: string }>;
  /** The engine did not do what it should: the next one who asks looks for it anew. */
  forget(): void;
}

/**
 * Starts each app where it may run. `auto`: control apps as child processes, which need nothing, all others in containers.
 * `docker`: all in containers. `process`: only control apps, never in containers.
 */
export function createAppRuntimes(
  mode: Configuration['apps.runtime'],
  asProcess: AppRuntime,
  containers: ContainerPlace,
): AppRuntime {
  type App = Parameters<AppRuntime['unable']>[0];

  async function place(app: App): Promise<{ runtime: AppRuntime } | { reason: string }> {
    const notAsProcess =
      mode === 'docker' ? 'the setting apps.runtime wants containers' : await asProcess.unable(app);
    if (notAsProcess === null) return { runtime: asProcess };
    if (mode === 'process') return { reason: `${notAsProcess}, and the setting apps.runtime wants none` };
    const found = await containers.find();
    if ('reason' in found) return { reason: `${notAsProcess}, and ${found.reason}` };
    const unable = await found.runtime.unable(app);
    return unable === null ? found : { reason: unable };
  }

  return {
    async unable(app) {
      const found = await place(app);
      return 'reason' in found ? found.reason : null;
    },
    async start(request, signal, onBuild) {
      const found = await place(request);
      if ('reason' in found) throw new AssayError('unhealthy', `The app was not started: ${found.reason}.`);
      try {
        return await found.runtime.start(request, signal, onBuild);
      } catch (error) {
        if (AssayError.is(error) && error.errorClass === 'transient') containers.forget();
        throw error;
      }
    },
  };
}
