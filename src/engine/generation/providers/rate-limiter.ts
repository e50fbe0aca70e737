import type { Clock } from '../../domain/clock.ts';

export interface MinuteLimits {
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

const minute = 60_000;

/** Fills evenly to its size, and may be overdrawn: what was not known before is made up for afterwards. */
class Bucket {
  readonly #size: number;
  #level: number;
  #at: number;

  constructor(perMinute: number, now: number) {
    this.#size = perMinute;
    this.#level = perMinute;
    this.#at = now;
  }

  /** How long until there is so much, or all it can hold; milliseconds. */
  waitFor(amount: number, now: number): number {
    this.#fill(now);
    const missing = Math.min(amount, this.#size) - this.#level;
    return missing <= 0 ? 0 : Math.ceil((missing * minute) / this.#size);
  }

  take(amount: number, now: number): void {
    this.#fill(now);
    this.#level = Math.min(this.#size, this.#level - amount);
  }

  #fill(now: number): void {
    // A clock that was set back fills nothing.
    const passed = Math.max(0, now - this.#at);
    this.#level = Math.min(this.#size, this.#level + (passed * this.#size) / minute);
    this.#at = now;
  }
}

/** What one provider may be asked in a minute, as the settings say. Calls take their turn in the order they come. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #requests: Bucket | null;
  readonly #tokens: Bucket | null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ requestsPerMinute, tokensPerMinute }: MinuteLimits, clock: Clock) {
    const bucket = (size: number | undefined) => (size === undefined ? null : new Bucket(size, clock.now()));
    this.#clock = clock;
    this.#requests = bucket(requestsPerMinute);
    this.#tokens = bucket(tokensPerMinute);
  }

  /**
   * Waits until a call may be made.
   * @param tokens that it is expected to take
   * @returns to be told how many it took
   */
  async admit(
    tokens: number,
    signal: AbortSignal,
    onWait: (waitMs: number) => void,
  ): Promise<{ took(actual: number): void }> {
    signal.throwIfAborted();
    const turn = this.#turn.then(() => this.#wait(tokens, signal, onWait));
    // Who gave up keeps no place.
    this.#turn = turn.catch(() => undefined);
    await Promise.race([turn, rejectedWith(signal)]);
    return { took: (actual) => this.#tokens?.take(actual - tokens, this.#clock.now()) };
  }

  async #wait(tokens: number, signal: AbortSignal, onWait: (waitMs: number) => void): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const wait = Math.max(this.#requests?.waitFor(1, now) ?? 0, this.#tokens?.waitFor(tokens, now) ?? 0);
      if (wait === 0) break;
      onWait(wait);
      await this.#sleep(wait, signal);
    }
    const now = this.#clock.now();
    this.#requests?.take(1, now);
    this.#tokens?.take(tokens, now);
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        timer.dispose();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = this.#clock.setTimer(wake, ms);
      signal.addEventListener('abort', wake);
    });
  }
}

/** Who stops waiting does so at once, even behind others. */
function rejectedWith(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
