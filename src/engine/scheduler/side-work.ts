/**
 * Work on files that a look at the state begins and does not wait for: claims of other work must not wait for a disk.
 * Each piece has a name; while it runs it is not begun again.
 */
export class SideWork {
  readonly #running = new Map<string, { again: boolean }>();
  readonly #promises = new Set<Promise<void>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** When it runs already, it runs once more after that: what it has looked at may have changed. */
  repeat(name: string, run: () => Promise<void>): void {
    const running = this.#running.get(name);
    if (running) running.again = true;
    else this.#begin(name, run);
  }

  /** When it runs already, that is the one that is meant. */
  once(name: string, run: () => Promise<void>): void {
    if (!this.#running.has(name)) this.#begin(name, run);
  }

  #begin(name: string, run: () => Promise<void>): void {
    const state = { again: false };
    this.#running.set(name, state);
    const repeated = async (): Promise<void> => {
      do {
        state.again = false;
        try {
          await run();
        } catch (error) {
          this.#onError(error);
        }
      } while (state.again);
      // In the same step as the look: what is asked for next begins anew, and is not lost.
      this.#running.delete(name);
    };
    const promise = repeated().finally(() => this.#promises.delete(promise));
    this.#promises.add(promise);
  }

  /** Once nothing runs. */
  async settled(): Promise<void> {
    while (this.#promises.size > 0) await Promise.all(this.#promises);
  }
}
