import type Dockerode from 'dockerode';
import type { Catalog, InstalledStack } from '../../catalog/catalog.ts';
import { formatAppRef } from '../../domain/app-ref.ts';
import { AssayError } from '../../domain/errors.ts';
import type { AppStartRequest, Waiting } from '../../domain/executors.ts';
import type { Log } from '../../domain/log.ts';
import type { Installation } from '../../processes/installation.ts';
import type { BaseImages } from '../images/base-images.ts';
import type { BuildOptions, ImageBuilder, ImageRecipe } from '../images/image-builder.ts';
import type { ImagePins } from '../images/image-keeper.ts';
import { forwarderRecipe } from '../forwarder/forwarder-image.ts';
import { appRecipe, dependenciesRecipe, hasIgnoredDockerfile, readStackImages } from './stack-images.ts';
import type { StackImages } from './stack-images.ts';

export interface AppImagesDeps {
  installation: Installation;
  catalog: Catalog;
  client: Dockerode;
  builder: ImageBuilder;
  bases: BaseImages;
  log: Log;
  /** On every image, besides what it is of. */
  labels: Readonly<Record<string, string>>;
}

export interface Preparing {
  signal: AbortSignal;
  /** Hears what builds say, as they say it. */
  onBuild(text: string): void;
  /** Keeps the images from being removed meanwhile. */
  pins?: ImagePins | undefined;
  /** Told as long as something is built. */
  waiting?: Waiting | undefined;
}

/** What an app is started from, by the names of images. */
export interface PreparedImages {
  stack: InstalledStack;
  parts: StackImages;
  app: string;
  forwarder: string;
}

/** The forwarder runs on it. */
const nodeImage = 'node:24-bookworm-slim';

/** The images that an app needs: made when they are not there. */
export class AppImages {
  readonly #deps: AppImagesDeps;

  constructor(deps: AppImagesDeps) {
    this.#deps = deps;
  }

  /** @throws AssayError as `ImageBuilder.ensure` */
  async prepare(
    request: AppStartRequest,
    { signal, onBuild, pins, waiting }: Preparing,
  ): Promise<PreparedImages> {
    const options = { signal, onText: onBuild, onBegin: () => waiting?.begin() };
    try {
      return await this.#prepare(request, options, pins);
    } finally {
      // Also when it failed: what else there is to do needs the place.
      await waiting?.end();
    }
  }

  async #prepare(request: AppStartRequest, options: BuildOptions, pins?: ImagePins): Promise<PreparedImages> {
    const { catalog, bases, installation } = this.#deps;
    const name = formatAppRef(request.app);
    const stack = catalog.stacks.get(request.stack);
    if (!stack) throw new AssayError('bug', `The stack "${request.stack}" of ${name} is not installed.`);
    const parts = await readStackImages(stack);
    const labels = { ...this.#deps.labels, 'assay.stack': stack.name };
    const baseArgs: Record<string, string> = {};
    for (const [arg, image] of Object.entries(parts.baseImages)) {
      baseArgs[arg] = await bases.resolve(image, labels, options);
    }
    const build = async (recipe: ImageRecipe, anew = false) => {
      await pins?.pin(recipe.tag);
      await this.#build(recipe, { ...options, anew });
      return recipe.tag;
    };
    const dependencies = await build(await dependenciesRecipe(stack, parts, baseArgs, labels));
    const anew = request.rebuild ?? false;
    const app = await build(await appRecipe(name, request, stack, parts, dependencies, labels), anew);
    if (parts.allowsDockerfile) await this.#assertNoVolumes(name, app);
    if (hasIgnoredDockerfile(request.manifest, parts)) {
      const { log } = this.#deps;
      log.info(
        'ANAL',
        null,
        `${name} brings a Dockerfile, which is ignored: its stack says how it is built.`,
      );
    }
    const forwarderBase = await bases.resolve(nodeImage, labels, options);
    const forwarder = await build(await forwarderRecipe(installation, forwarderBase, labels));
    return { stack, parts, app, forwarder };
  }

  /** Each would be a place on the engine's disk that the app could fill. */
  async #assertNoVolumes(name: string, image: string): Promise<void> {
    const { Config } = await this.#deps.client.getImage(image).inspect();
    const volumes = Object.keys(Config.Volumes ?? {});
    if (volumes.length === 0) return;
    const where = volumes.join(', ');
    throw new AssayError(
      'build_failed',
      `The Dockerfile of ${name} declares a volume (${where}), which no app may have.`,
    );
  }

  async #build(recipe: ImageRecipe, options: BuildOptions): Promise<void> {
    const { builder, log } = this.#deps;
    const onText = (text: string) => {
      log.debug('ANAL', null, `${recipe.what}: ${text.trimEnd()}`);
      options.onText(text);
    };
    if (await builder.ensure(recipe, { ...options, onText })) log.info('ANAL', null, `built ${recipe.what}`);
  }
}
