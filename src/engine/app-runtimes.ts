import { despiteEngineLoss } from './despite-engine-loss.ts';
import type { Configuration } from './domain/configuration.ts';
import { AssayError } from './domain/errors.ts';
import type { AppRuntime } from './domain/executors.ts';

/** Containers, as far as there is an engine for them. */
export interface ContainerPlace {
  /** Looks for the engine unless one is known. @returns why there is none, in a sentence, or what starts apps */
  find(): Promise<{ runtime: AppRuntime } | { reason: string }>;
  /** Whether there was an engine before: one that is away is waited for. */
  readonly wasHere: boolean;
  /**
   * Looks for the engine anew, after it did not do what it should; waits for one that has gone away, but not for ever.
   * @returns whether it was away and is back
   */
  regained(signal: AbortSignal): Promise<boolean>;
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

  /** @returns `away`: there was an engine, and may be again */
  async function place(app: App): Promise<{ runtime: AppRuntime } | { reason: string; away?: boolean }> {
    const notAsProcess =
      mode === 'docker' ? 'the setting apps.runtime wants containers' : await asProcess.unable(app);
    if (notAsProcess === null) return { runtime: asProcess };
    if (mode === 'process') return { reason: `${notAsProcess}, and the setting apps.runtime wants none` };
    const found = await containers.find();
    if ('reason' in found) {
      return { reason: `${notAsProcess}, and ${found.reason}`, away: containers.wasHere };
    }
    const unable = await found.runtime.unable(app);
    return unable === null ? found : { reason: unable };
  }

  return {
    async unable(app) {
      const found = await place(app);
      if (!('reason' in found)) return null;
      return found.away ? null : found.reason;
    },
    start: (request, signal, onBuild, waiting) =>
      despiteEngineLoss(containers, signal, async () => {
        const found = await place(request);
        if (!('reason' in found)) return found.runtime.start(request, signal, onBuild, waiting);
        const message = `The app was not started: ${found.reason}.`;
        throw new AssayError(found.away ? 'transient' : 'unhealthy', message);
      }),
  };
}
