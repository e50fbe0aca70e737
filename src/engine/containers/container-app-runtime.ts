import type { Catalog } from '../catalog/catalog.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import type { Installation } from '../processes/installation.ts';
import { whenUp } from '../processes/when-up.ts';
import { AppImages } from './app-images.ts';
import type { Preparing } from './app-images.ts';
import { AppStack } from './app-stack.ts';
import { BaseImages } from './base-images.ts';
import type { ContainerEngine } from './engine-connection.ts';
import { isNotThere } from './engine-refusal.ts';
import { ImageBuilder } from './image-builder.ts';
import type { ImageKeeper } from './images-keeper.ts';
import { appLabels, leftByRemoval, ownerLabels } from './reaper.ts';
import type { ContainerOwner } from './reaper.ts';
import { Instances } from './usage-instances.ts';

export interface ContainerAppRuntimeDeps {
  engine: ContainerEngine;
  installation: Installation;
  catalog: Catalog;
  log: Log;
  /** An image → the one to take in its place, as a company's mirror. */
  baseImages: Readonly<Record<string, string>>;
  /** A file with authorities to trust in builds and containers; left out: none. */
  caCertificates?: string;
  /** Left out: one of its own. */
  builder?: ImageBuilder;
  /** Whose containers these are. */
  owner: ContainerOwner;
  /** Left out: there are none but its own. */
  instances?: Instances;
  /** Who is told which images are used; left out: nobody removes any. */
  images?: Pick<ImageKeeper, 'pins'>;
  /** An image was built. */
  onBuilt?(): void;
}

/** Runs any app in containers, walled in; each instance has empty data and a network of its own. */
export function createContainerAppRuntime(deps: ContainerAppRuntimeDeps): AppRuntime {
  const { engine, installation, catalog, log } = deps;
  const { client } = engine;
  const builder = deps.builder ?? new ImageBuilder(client);
  const others = deps.baseImages;
  const bases = new BaseImages({ client, builder, others, caCertificates: deps.caCertificates ?? '' });
  const images = new AppImages({
    ...{ installation, catalog, builder, bases, log },
    labels: { 'assay.builder': deps.owner.state },
    onBuilt: () => deps.onBuilt?.(),
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
    const remove = () => removed(running, name).finally(() => instances.end(instance));
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

  /** What cannot be removed now is no failure of the work that is done: the reaper comes again. */
  async function removed(running: AppStack, name: string): Promise<void> {
    const left = await leftByRemoval(running.remove());
    if (left.length === 0) return;
    log.warn('CLEANUP', null, `Not all of ${name} was removed; tried again later. ${left.join(' ')}`);
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
        const why = AssayError.from(cause).message;
        throw new AssayError('transient', `The container engine did not start ${name}: ${why}`, { cause });
      } finally {
        how.pins?.release();
      }
    },
  };
}

function isImageGone(error: unknown): boolean {
  return isNotThere(error) && /no such image/i.test(AssayError.from(error).message);
}
