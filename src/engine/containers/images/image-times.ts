import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * When images were used last, which no engine keeps: the time of an empty file for each name, in the cache folder, so that all
 * processes and state folders of a user know of each other.
 */
export class ImageTimes {
  readonly #folder: string;
  readonly #now: () => number;

  /**
   * @param cacheDir absolute
   * @param now milliseconds since 1970
   */
  constructor(cacheDir: string, now: () => number = Date.now) {
    this.#folder = path.join(cacheDir, 'image-uses');
    this.#now = now;
  }

  /** Now. What cannot be kept is done without: then the image counts as old as it is. */
  async used(tag: string): Promise<void> {
    const file = this.#file(tag);
    const now = new Date(this.#now());
    try {
      await utimes(file, now, now).catch(async () => {
        await mkdir(this.#folder, { recursive: true });
        await writeFile(file, '');
        // The system's own time for new files is coarser: two uses would be one.
        await utimes(file, now, now);
      });
    } catch {
      return;
    }
  }

  /** @returns milliseconds since 1970; null: nobody knows */
  async last(tag: string): Promise<number | null> {
    return stat(this.#file(tag)).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
  }

  async forget(tag: string): Promise<void> {
    await rm(this.#file(tag), { force: true }).catch(() => undefined);
  }

  #file(tag: string): string {
    return path.join(this.#folder, tag.replace(/[^a-z0-9-]+/g, '_'));
  }
}
