import type { Disposable } from '../engine/domain/disposable.ts';

/**
 * Runs one piece of work for many requests: `delayMs` after the first of them, never twice at a time.
 * Requests that come while it runs are served by one more run. Work that takes long is done more rarely, so
 * that it never fills more than a tenth of the time.
 */
export class Coalesced implements Disposable {
  readonly #work: () => Promise<void>;
  readonly #delayMs: number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #running = false;
  #lastMs = 0;
  #again = false;
  #disposed = false;

  constructor(delayMs: number, work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#delayMs = delayMs;
    this.#work = work;
    this.#onError = onError;
  }

  request(): void {
    if (this.#disposed) return;
    if (this.#running) this.#again = true;
    else this.#timer ??= setTimeout(() => void this.#run(), Math.max(this.#delayMs, this.#lastMs * 9));
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#running = true;
    const startedAt = performance.now();
    try {
      await this.#work();
    } catch (error) {
      this.#onError(error);
    }
    this.#lastMs = performance.now() - startedAt;
    this.#running = false;
    if (this.#again) {
      this.#again = false;
      this.request();
    }
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }
}
