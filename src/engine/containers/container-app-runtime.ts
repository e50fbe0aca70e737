import { readFile } from 'node:fs/promises';
import type { Catalog } from '../catalog/catalog.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import { programPath } from '../processes/installation.ts';
import type { Installation } from '../processes/installation.ts';
import { whenUp } from '../processes/when-up.ts';
import { AppStack } from './app-stack.ts';
import type { ContainerEngine } from './engine-connection.ts';
import { ImageBuilder } from './image-builder.ts';
import type { ImageRecipe } from './image-builder.ts';
import { contentTag } from './image-tag.ts';
import { appLabels, ownerLabels } from './reaper.ts';
import type { ContainerOwner } from './reaper.ts';
import { appRecipe, dependenciesRecipe, readStackImages } from './stack-images.ts';
import { Instances } from './usage-instances.ts';

export interface ContainerAppRuntimeDeps {
  engine: ContainerEngine;
  installation: Installation;
  catalog: Catalog;
  log: Log;
  /** An image → the one to take in its place, as a company's mirror. */
  baseImages: Readonly<Record<string, string>>;
  /** Whose containers these are. */
  owner: ContainerOwner;
  /** Left out: there are none but its own. */
  instances?: Instances;
}

type OnBuild = (text: string) => void;

/** The forwarder runs on it. */
const nodeImage = 'node:24-bookworm-slim';

/** Runs any app in containers, walled in; each instance has empty data and a network of its own. */
export function createContainerAppRuntime(deps: ContainerAppRuntimeDeps): AppRuntime {
  const { engine, catalog, log, baseImages } = deps;
  const builder = new ImageBuilder(engine.client);
  const labels = ownerLabels(deps.owner);
  const instances = deps.instances ?? new Instances();

  async function images(request: AppStartRequest, name: string, signal: AbortSignal, onBuild: OnBuild) {
    const stack = catalog.stacks.get(request.stack);
    if (!stack) throw new AssayError('bug', `The stack "${request.stack}" of ${name} is not installed.`);
    const parts = await readStackImages(stack);
    const build = async (recipe: ImageRecipe, anew = false) => {
      const onText = (text: string) => {
        log.debug('ANAL', null, `${recipe.what}: ${text.trimEnd()}`);
        onBuild(text);
      };
      if (await builder.ensure(recipe, { signal, onText, anew }))
        log.info('ANAL', null, `built ${recipe.what}`);
      return recipe.tag;
    };
    const imageLabels = { 'assay.stack': stack.name, 'assay.builder': deps.owner.state };
    const dependencies = await build(await dependenciesRecipe(stack, parts, baseImages, imageLabels));
    const anew = request.rebuild ?? false;
    const app = await build(appRecipe(name, request, stack, parts, dependencies, imageLabels), anew);
    const forwarder = await build(await forwarderRecipe(deps, imageLabels));
    return { stack, parts, app, forwarder };
  }

  async function start(
    request: AppStartRequest,
    name: string,
    signal: AbortSignal,
    onBuild: OnBuild,
  ): Promise<AppInstance> {
    const { stack, parts, app, forwarder } = await images(request, name, signal, onBuild);
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
    let failures: readonly string[];
    try {
      ({ failures } = await running.remove());
    } catch (error) {
      failures = [error instanceof Error ? error.message : String(error)];
    }
    if (failures.length === 0) return;
    log.warn('CLEANUP', null, `Not all of ${name} was removed; tried again later. ${failures.join(' ')}`);
  }

  return {
    async unable({ stack }) {
      if (catalog.stacks.has(stack)) return null;
      return 'its stack was not recognised, so how it is started is not known; name its "stack"';
    },
    async start(request, signal, onBuild = () => undefined) {
      const name = formatAppRef(request.app);
      try {
        signal.throwIfAborted();
        return await start(request, name, signal, onBuild);
      } catch (cause) {
        if (signal.aborted) throw new AssayError('cancelled', `The start of ${name} was stopped.`, { cause });
        if (AssayError.is(cause)) throw cause;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new AssayError('transient', `The container engine did not start ${name}: ${why}`, { cause });
      }
    },
  };
}

async function forwarderRecipe(
  { installation, baseImages }: ContainerAppRuntimeDeps,
  labels: Readonly<Record<string, string>>,
): Promise<ImageRecipe> {
  const content = await readFile(programPath(installation, 'forwarder'));
  const base = baseImages[nodeImage] ?? nodeImage;
  const dockerfile =
    'ARG BASE\nFROM ${BASE}\nCOPY forwarder.cjs /forwarder.cjs\nCMD ["node", "/forwarder.cjs"]\n';
  return {
    ...{ tag: contentTag('forwarder', [dockerfile, base, content]), what: 'the forwarder', dockerfile },
    ...{ buildArgs: { BASE: base }, network: false, labels },
    async *files() {
      yield { path: 'forwarder.cjs', content };
    },
  };
}
