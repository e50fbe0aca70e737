import { readFile } from 'node:fs/promises';
import type { Catalog } from '../catalog/catalog.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type { AppStartRequest } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { programPath } from '../processes/installation.ts';
import type { Installation } from '../processes/installation.ts';
import type { BaseImages } from './base-images.ts';
import type { ImageBuilder, ImageRecipe } from './image-builder.ts';
import type { ImagePins } from './images-keeper.ts';
import { contentTag } from './image-tag.ts';
import { appRecipe, dependenciesRecipe, readStackImages } from './stack-images.ts';

export interface AppImagesDeps {
  installation: Installation;
  catalog: Catalog;
  builder: ImageBuilder;
  bases: BaseImages;
  log: Log;
  /** On every image, besides what it is of. */
  labels: Readonly<Record<string, string>>;
  /** An image was built. */
  onBuilt?(): void;
}

/** The forwarder runs on it. */
const nodeImage = 'node:24-bookworm-slim';

/** The images that an app needs: made when they are not there. */
export class AppImages {
  readonly #deps: AppImagesDeps;

  constructor(deps: AppImagesDeps) {
    this.#deps = deps;
  }

  /**
   * @param onBuild hears what builds say, as they say it
   * @param pins keeps them from being removed meanwhile
   * @throws AssayError as `ImageBuilder.ensure`
   */
  async prepare(
    request: AppStartRequest,
    signal: AbortSignal,
    onBuild: (text: string) => void,
    pins?: ImagePins,
  ) {
    const { catalog, bases } = this.#deps;
    const name = formatAppRef(request.app);
    const stack = catalog.stacks.get(request.stack);
    if (!stack) throw new AssayError('bug', `The stack "${request.stack}" of ${name} is not installed.`);
    const parts = await readStackImages(stack);
    const labels = { ...this.#deps.labels, 'assay.stack': stack.name };
    const options = { signal, onText: onBuild };
    const baseArgs: Record<string, string> = {};
    for (const [arg, image] of Object.entries(parts.baseImages)) {
      baseArgs[arg] = await bases.resolve(image, labels, options);
    }
    const build = async (recipe: ImageRecipe, anew = false) => {
      await pins?.pin(recipe.tag);
      await this.#build(recipe, anew, signal, onBuild);
      return recipe.tag;
    };
    const dependencies = await build(await dependenciesRecipe(stack, parts, baseArgs, labels));
    const anew = request.rebuild ?? false;
    const app = await build(appRecipe(name, request, stack, parts, dependencies, labels), anew);
    const forwarderBase = await bases.resolve(nodeImage, labels, options);
    const forwarder = await build(await this.#forwarderRecipe(forwarderBase, labels));
    return { stack, parts, app, forwarder };
  }

  async #build(
    recipe: ImageRecipe,
    anew: boolean,
    signal: AbortSignal,
    onBuild: (text: string) => void,
  ): Promise<void> {
    const { builder, log } = this.#deps;
    const onText = (text: string) => {
      log.debug('ANAL', null, `${recipe.what}: ${text.trimEnd()}`);
      onBuild(text);
    };
    if (await builder.ensure(recipe, { signal, onText, anew })) {
      log.info('ANAL', null, `built ${recipe.what}`);
      this.#deps.onBuilt?.();
    }
  }

  async #forwarderRecipe(base: string, labels: Readonly<Record<string, string>>): Promise<ImageRecipe> {
    const content = await readFile(programPath(this.#deps.installation, 'forwarder'));
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
}
