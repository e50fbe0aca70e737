/** Things under way, for who must wait until all that has begun by now is over. */
export class InFlight {
  readonly #running = new Set<Promise<void>>();

  async during<T>(run: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running.add(promise);
    try {
      return await run();
    } finally {
      this.#running.delete(promise);
      resolve();
    }
  }

  /** Resolves once everything that runs now has ended, well or not. What begins meanwhile is not waited for. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}
