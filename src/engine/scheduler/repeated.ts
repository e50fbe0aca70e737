/** Does one thing as often as it is asked for, never twice at once: requests that come meanwhile become one. */
export class Repeated {
  readonly #run: () => Promise<void>;
  #running: Promise<void> | null = null;
  #due = false;

  /** @param run must not reject */
  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  request(): void {
    this.#due = true;
    this.#running ??= this.#rounds();
  }

  /** Resolves when nothing is done or due. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #rounds(): Promise<void> {
    while (this.#due) {
      this.#due = false;
      await this.#run();
    }
    // In the same step as the look: what is asked for next begins another round.
    this.#running = null;
  }
}
