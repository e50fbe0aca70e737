import type Dockerode from 'dockerode';
import { sizeText, totalBytes } from '../../domain/clean-up.ts';
import type { Log } from '../../domain/log.ts';
import { imagesOverLimit } from './images-limit.ts';
import type { ImageLimits } from './images-limit.ts';
import { ownImages, removeImage } from './own-images.ts';
import type { OwnImage } from './own-images.ts';
import type { ImageTimes } from './image-times.ts';

/** The names of images that a start is about to make containers of. */
export interface ImagePins {
  pin(tag: string): Promise<void>;
  release(): void;
}

/** Keeps the images that Assay has built within limits, and away from what is just starting. */
export class ImageKeeper {
  readonly #times: ImageTimes;
  readonly #pins = new Set<Set<string>>();

  constructor(times: ImageTimes) {
    this.#times = times;
  }

  pins(): ImagePins {
    const tags = new Set<string>();
    this.#pins.add(tags);
    return {
      pin: async (tag) => {
        tags.add(tag);
        await this.#times.used(tag);
      },
      release: () => void this.#pins.delete(tags),
    };
  }

  isPinned({ tags }: OwnImage): boolean {
    return [...this.#pins].some((pinned) => tags.some((tag) => pinned.has(tag)));
  }

  /** Removes the least recently used beyond the limits. What a container or a start uses stays. */
  async limit(client: Dockerode, limits: ImageLimits, log: Log): Promise<void> {
    const images = await Promise.all((await ownImages(client)).map((image) => this.#withUse(image)));
    const removed: OwnImage[] = [];
    for (const image of imagesOverLimit(images, limits)) {
      // A start may have come since.
      if (this.isPinned(image)) continue;
      try {
        await removeImage(client, image);
        await this.forget(image);
        removed.push(image);
      } catch (error) {
        const { message } = error as Error;
        log.debug('CLEANUP', null, `The image ${image.tags[0] ?? image.id} stays: ${message}`);
      }
    }
    if (removed.length === 0) return;
    const freed = sizeText(totalBytes(removed));
    log.info(
      'CLEANUP',
      null,
      `${removed.length} images that were not used for long were removed (${freed}).`,
    );
  }

  async forget({ tags }: OwnImage): Promise<void> {
    for (const tag of tags) await this.#times.forget(tag);
  }

  async #withUse(image: OwnImage) {
    const times = await Promise.all(image.tags.map((tag) => this.#times.last(tag)));
    const usedAt = Math.max(image.createdAt, ...times.map((time) => time ?? 0));
    return { ...image, usedAt, inUse: image.containers.length > 0 || this.isPinned(image) };
  }
}
