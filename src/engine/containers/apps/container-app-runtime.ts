import type { Catalog } from '../../catalog/catalog.ts';
import { formatAppRef } from '../../domain/app-ref.ts';
import { AssayError } from '../../domain/errors.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../../domain/executors.ts';
import { unlessAborted } from '../../domain/unless-aborted.ts';
import { whenUp } from '../../processes/when-up.ts';
import { AppImages } from './app-images.ts';
import type { Preparing } from './app-images.ts';
import { AppStack } from './app-stack.ts';
import { buildingOf } from '../container-parts.ts';
import type { ContainerParts } from '../container-parts.ts';
import { diskIsFull, engineWords, isNotThere, saysDiskIsFull, wayOut } from '../connection/engine-refusal.ts';
import { appLabels, ownerLabels } from '../container-labels.ts';
import { tellLeft } from '../reaper.ts';
import { Instances } from '../instances.ts';

export interface ContainerAppRuntimeDeps extends ContainerParts {
  catalog: Catalog;
  /** Left out: there are none but its own. */
  instances?: Instances;
}

/** Runs any app in containers, walled in; each instance has empty data and a network of its own. */
export function createContainerAppRuntime(deps: ContainerAppRuntimeDeps): AppRuntime {
  const { engine, installation, catalog, log } = deps;
  const images = new AppImages({
    ...{ installation, catalog, log, client: engine.client, ...buildingOf(deps) },
    labels: { 'assay.builder': deps.owner.state },
  });
  const labels = ownerLabels(deps.owner);
  const instances = deps.instances ?? new Instances();

  async function start(request: AppStartRequest, name: string, how: Preparing): Promise<AppInstance> {
    const { signal } = how;
    const { stack, parts, app, forwarder } = await images.prepare(request, how);
    const instance = instances.begin();
    const running = new AppStack(engine, instance);
    const options = {
      ...{ appImage: app, forwarderImage: forwarder, user: parts.user, dataDir: stack.dataDir },
      ...{ port: parts.port, labels: { ...labels, ...appLabels(request) } },
    };
    const remove = () =>
      tellLeft(log, name, instance, running.remove()).finally(() => instances.end(instance));
    try {
      // Making containers is the engine's time, not the app's.
      const port = await unlessAborted(running.start(options), signal);
      const starting = {
        name,
        baseUrl: Promise.resolve(`http://127.0.0.1:${port}`),
        healthPath: stack.healthPath,
        ended: running.ended(),
        tail: () => running.output.tail(40),
      };
      const baseUrl = await whenUp(starting, request.startTimeoutMs, signal);
      return running.instance(baseUrl, remove);
    } catch (error) {
      await remove();
      throw error;
    }
  }

  return {
    async unable({ stack }) {
      if (catalog.stacks.has(stack)) return null;
      return 'its stack was not recognised, so how it is started is not known; name its "stack"';
    },
    async start(request, signal, onBuild = () => undefined, waiting) {
      const name = formatAppRef(request.app);
      const how = { signal, onBuild, pins: deps.images?.pins(), waiting };
      try {
        signal.throwIfAborted();
        // An image may go between the look at it and its use: another process removes what is old.
        return await start(request, name, how).catch((error: unknown) =>
          isImageGone(error) ? start(request, name, how) : Promise.reject(error as Error),
        );
      } catch (cause) {
        if (signal.aborted) throw new AssayError('cancelled', `The start of ${name} was stopped.`, { cause });
        if (AssayError.is(cause)) throw cause;
        const why = engineWords(cause);
        if (saysDiskIsFull(why)) throw diskIsFull(`${name} was not started`, { cause });
        const hint = wayOut(cause);
        throw new AssayError('transient', `The container engine did not start ${name}: ${why}`, {
          cause,
          ...(hint === undefined ? {} : { hint }),
        });
      } finally {
        how.pins?.release();
      }
    },
  };
}

function isImageGone(error: unknown): boolean {
  return isNotThere(error) && /no such image/i.test(AssayError.from(error).message);
}
