import os from 'node:os';
import type Dockerode from 'dockerode';
import PQueue from 'p-queue';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { buildBundled } from '../bundles/build-bundled.ts';
import type { Bundling } from '../bundles/build-bundled.ts';
import type { BundleInImage } from '../bundles/bundle.ts';
import { ownerLabels } from '../container-labels.ts';
import type { ContainerOwner } from '../container-labels.ts';
import { Instances } from '../instances.ts';
import { AssayError } from '../../domain/errors.ts';
import { unlessAborted } from '../../domain/unless-aborted.ts';
import type { ContextFile } from './build-context.ts';
import { buildImage } from './build-image.ts';
import type { BuilderKind } from './build-image.ts';
import { BuildOutput } from './build-output.ts';
import { buildTrouble, engineTrouble, lacksBuildKit } from './build-trouble.ts';
import { imageId } from './image-id.ts';

/** How one image is made. The same tag means the same image. */
export interface ImageRecipe {
  /** As `contentTag` makes it. */
  tag: string;
  /** For people: "the dependencies of node-express". */
  what: string;
  dockerfile: string;
  files(): AsyncIterable<ContextFile>;
  buildArgs: Readonly<Record<string, string>>;
  /** Whether its steps may use the network; what a model wrote never does. */
  network: boolean;
  labels: Readonly<Record<string, string>>;
  /** What is run first, with its files, and makes more of them; in a container, since an image's own steps have no walls. */
  bundle?: BundleInImage;
}

export interface BuildOptions {
  signal: AbortSignal;
  /** What the engine says, as it says it. */
  onText(text: string): void;
  /** Builds it although it is there, and takes no step from a cache. */
  anew?: boolean;
  /** It is not there: what follows takes its time. */
  onBegin?(): void;
}

export interface ImageBuilderOptions {
  /** How many builds at the same time; others wait. */
  width?: number;
  /** Of one attempt. */
  timeoutMs?: number;
  /** As if the engine had no BuildKit. */
  classic?: boolean;
  /** Told once when that is so. */
  onClassic?(reason: string): void;
  /** Told of each image that was built. */
  onBuilt?(): void;
  /** Whose containers those are that bundles are run in; left out: nobody's. */
  owner?: ContainerOwner;
  /** Left out: there are none but its own. */
  instances?: Instances;
}

const defaultTimeoutMs = 600_000;
const maxAttempts = 3;

/** A build keeps about two processors busy. */
function defaultBuildWidth(): number {
  return Math.max(1, Math.floor(os.availableParallelism() / 2));
}

/** Builds images that are not there yet. Who asks for the same one at the same time waits for the same build. */
export class ImageBuilder {
  readonly #client: Dockerode;
  readonly #bundling: Omit<Bundling, 'build'>;
  readonly #timeoutMs: number;
  readonly #onClassic: (reason: string) => void;
  readonly #onBuilt: () => void;
  readonly #queue: PQueue;
  readonly #building = new Map<string, Promise<void>>();
  #kind: BuilderKind;

  constructor(engine: Pick<ContainerEngine, 'client' | 'kind'>, options: ImageBuilderOptions = {}) {
    const { client, kind } = engine;
    this.#client = client;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#bundling = {
      ...{ engine, timeoutMs: this.#timeoutMs, instances: options.instances ?? new Instances() },
      labels: options.owner ? ownerLabels(options.owner) : {},
    };
    // Which is not there turns out when it is asked.
    const ofDocker = options.classic ? 'classic' : 'buildkit';
    this.#kind = kind === 'podman' ? 'buildah' : ofDocker;
    this.#onClassic = options.onClassic ?? (() => undefined);
    this.#onBuilt = options.onBuilt ?? (() => undefined);
    this.#queue = new PQueue({ concurrency: options.width ?? defaultBuildWidth() });
  }

  /**
   * @returns whether it had to be built
   * @throws AssayError `build_failed` with the last lines of the log; `misconfigured` when the base image cannot be had;
   *   `timeout`; `transient` when network or engine failed three times; `cancelled`
   */
  async ensure(recipe: ImageRecipe, options: BuildOptions): Promise<boolean> {
    options.signal.throwIfAborted();
    const before = await this.#idOf(recipe);
    if (before !== null && !options.anew) return false;
    options.onBegin?.();
    for (;;) {
      const under = this.#building.get(recipe.tag);
      if (!under) break;
      // The other's end may be a cancellation that is none of ours: then it is our turn.
      try {
        await unlessAborted(under, options.signal);
        return false;
      } catch (error) {
        options.signal.throwIfAborted();
        if (!(AssayError.is(error) && error.errorClass === 'cancelled')) throw error;
      }
    }
    const building = this.#inTurn(recipe, options).finally(() => this.#building.delete(recipe.tag));
    this.#building.set(recipe.tag, building);
    await building;
    this.#onBuilt();
    if (before !== null && before !== (await this.#idOf(recipe))) await this.#forget(before);
    return true;
  }

  /** The one before has no name any more; where a container runs from it, it has to stay. */
  async #forget(imageId: string): Promise<void> {
    await this.#client
      .getImage(imageId)
      .remove()
      .catch(() => undefined);
  }

  #idOf({ tag, what }: ImageRecipe): Promise<string | null> {
    return imageId(this.#client, tag, what);
  }

  async #inTurn(recipe: ImageRecipe, options: BuildOptions): Promise<void> {
    const { signal } = options;
    let building: Promise<void> | undefined;
    try {
      await this.#queue.add(() => (building = this.#buildWithRetries(recipe, options)), { signal });
    } catch (error) {
      // The queue waits no longer than until it is stopped; then there may be something left to remove.
      await building?.catch(() => undefined);
      throw signal.aborted ? stopped(recipe, error) : error;
    }
  }

  async #buildWithRetries(recipe: ImageRecipe, options: BuildOptions): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#buildWhole(recipe, options);
        return;
      } catch (error) {
        const again = AssayError.is(error) && error.errorClass === 'transient' && attempt < maxAttempts;
        if (!again || options.signal.aborted) throw error;
        options.onText(`${error.message}\nOnce more (${attempt + 1} of ${maxAttempts}) …\n`);
      }
    }
  }

  async #buildWhole(recipe: ImageRecipe, options: BuildOptions): Promise<void> {
    const build = (each: ImageRecipe) => this.#build(each, options);
    const { bundle } = recipe;
    if (bundle) await buildBundled({ ...recipe, bundle }, { ...this.#bundling, build }, options);
    else await build(recipe);
  }

  async #build(recipe: ImageRecipe, options: BuildOptions): Promise<void> {
    const { what } = recipe;
    const late = AbortSignal.timeout(this.#timeoutMs);
    const signal = AbortSignal.any([options.signal, late]);
    const output = new BuildOutput((text) => options.onText(text));
    const kind = this.#kind;
    const timeoutMs = this.#timeoutMs;
    try {
      await buildImage(this.#client, recipe, output, {
        signal,
        anew: options.anew ?? false,
        kind,
        timeoutMs,
      });
    } catch (error) {
      if (options.signal.aborted) throw stopped(recipe, error);
      if (late.aborted) {
        const message = `${what} was not built in ${this.#timeoutMs / 1000} s.`;
        throw new AssayError('timeout', message, { detail: output.tail(60), cause: error });
      }
      const reason = AssayError.from(error).message;
      if (kind === 'buildkit' && lacksBuildKit(reason)) return this.#buildClassic(recipe, options, reason);
      throw engineTrouble(what, error);
    }
    if (output.error !== null) {
      const { code, message } = output.error;
      if (kind === 'buildkit' && code === null && lacksBuildKit(message))
        return this.#buildClassic(recipe, options, message);
      throw buildTrouble(recipe, output);
    }
    if ((await this.#idOf(recipe)) === null) {
      throw new AssayError('transient', `The container engine ended the build of ${what} without an image.`);
    }
  }

  #buildClassic(recipe: ImageRecipe, options: BuildOptions, reason: string): Promise<void> {
    if (this.#kind === 'buildkit') this.#onClassic(reason);
    this.#kind = 'classic';
    return this.#build(recipe, options);
  }
}

function stopped({ what }: ImageRecipe, cause: unknown): AssayError {
  return new AssayError('cancelled', `The build of ${what} was stopped.`, { cause });
}
