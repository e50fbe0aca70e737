import type Dockerode from 'dockerode';
import { AssayError } from '../domain/errors.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import { dockerfileName, packContext } from './build-context.ts';
import type { ContextFile } from './build-context.ts';
import { BuildOutput } from './build-output.ts';
import { buildTrouble, engineTrouble } from './build-trouble.ts';

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
}

export interface BuildOptions {
  signal: AbortSignal;
  /** What the engine says, as it says it. */
  onText(text: string): void;
  /** Builds it although it is there, and takes no step from a cache. */
  anew?: boolean;
}

const buildTimeoutMs = 600_000;
const maxAttempts = 3;

/** Builds images that are not there yet. Who asks for the same one at the same time waits for the same build. */
export class ImageBuilder {
  readonly #client: Dockerode;
  readonly #timeoutMs: number;
  readonly #building = new Map<string, Promise<void>>();

  /** @param timeoutMs of one attempt */
  constructor(client: Dockerode, timeoutMs = buildTimeoutMs) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
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
    const building = this.#buildWithRetries(recipe, options).finally(() => this.#building.delete(recipe.tag));
    this.#building.set(recipe.tag, building);
    await building;
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

  /** @returns null: it is not there */
  async #idOf({ tag, what }: ImageRecipe): Promise<string | null> {
    try {
      return (await this.#client.getImage(tag).inspect()).Id;
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return null;
      throw engineTrouble(what, error);
    }
  }

  async #buildWithRetries(recipe: ImageRecipe, options: BuildOptions): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#build(recipe, options);
        return;
      } catch (error) {
        const again = AssayError.is(error) && error.errorClass === 'transient' && attempt < maxAttempts;
        if (!again || options.signal.aborted) throw error;
        options.onText(`${error.message}\nOnce more (${attempt + 1} of ${maxAttempts}) …\n`);
      }
    }
  }

  async #build(recipe: ImageRecipe, { signal, onText, anew }: BuildOptions): Promise<void> {
    const { tag, what, dockerfile, buildArgs, network, labels } = recipe;
    const late = AbortSignal.timeout(this.#timeoutMs);
    const abortSignal = AbortSignal.any([signal, late]);
    const output = new BuildOutput(onText);
    const context = packContext(dockerfile, recipe.files());
    try {
      const stream = await this.#client.buildImage(context, {
        ...{ t: tag, dockerfile: dockerfileName, buildargs: { ...buildArgs }, labels: { ...labels } },
        ...{
          networkmode: network ? 'default' : 'none',
          rm: true,
          forcerm: true,
          nocache: anew ?? false,
          abortSignal,
        },
      });
      await new Promise<void>((resolve, reject) => {
        const stop = () => (stream as NodeJS.ReadableStream & { destroy(): void }).destroy();
        abortSignal.addEventListener('abort', stop, { once: true });
        stream.once('close', () => abortSignal.removeEventListener('abort', stop));
        this.#client.modem.followProgress(
          stream,
          (error) => (error && output.error === null ? reject(error) : resolve()),
          (message: unknown) => output.add(message),
        );
        abortSignal.addEventListener('abort', () => reject(abortSignal.reason as Error), { once: true });
      });
    } catch (error) {
      context.destroy();
      if (signal.aborted)
        throw new AssayError('cancelled', `The build of ${what} was stopped.`, { cause: error });
      if (late.aborted) {
        const detail = output.tail(60);
        const message = `${what} was not built in ${this.#timeoutMs / 1000} s.`;
        throw new AssayError('timeout', message, { detail, cause: error });
      }
      throw engineTrouble(what, error);
    }
    if (output.error !== null) throw buildTrouble(recipe, output);
    if ((await this.#idOf(recipe)) === null) {
      throw new AssayError('transient', `The container engine ended the build of ${what} without an image.`);
    }
  }
}
