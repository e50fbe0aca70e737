import type { Clock } from '../domain/clock.ts';
import { AssayError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { Store, Tx } from '../store/store.ts';
import type { AttemptClaim } from '../store/transitions/attempts.ts';
import { interruptAttempt } from '../store/transitions/recovery.ts';

const retryMs = 1_000;

/** Gets the results of attempts into the store, also past a moment in which it cannot be written. */
export class Reporter {
  readonly #store: Store;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #random: () => number;
  #ending = false;

  constructor(store: Store, log: Log, clock: Clock, random: () => number) {
    this.#store = store;
    this.#log = log;
    this.#clock = clock;
    this.#random = random;
  }

  /** From now on what cannot be stored is given up: the next start finds its attempt interrupted. */
  end(): void {
    this.#ending = true;
  }

  /** The fencing token makes a repetition harmless. */
  async record<T>(write: (tx: Tx) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#store.write(write);
      } catch (error) {
        if (!AssayError.is(error) || error.errorClass !== 'transient' || this.#ending) throw error;
        this.#log.debug('PIPE', null, `A result could not be stored yet: ${error.message}`);
        await new Promise<void>((resolve) => this.#clock.setTimer(resolve, retryMs));
      }
    }
  }

  /**
   * The attempt did not succeed: stopped by a shutdown it is interrupted, otherwise it failed.
   * @returns what became of the job or subtask; null when nothing is to be said of it
   */
  async failed<T>(
    claim: AttemptClaim,
    signal: AbortSignal,
    fail: (tx: Tx, at: { now: number; random: number }) => Promise<T | null>,
  ): Promise<T | null> {
    const at = { now: this.#clock.now(), random: this.#random() };
    if (signal.aborted && signal.reason === 'shutdown') {
      await this.record((tx) => interruptAttempt(tx, claim, at.now));
      return null;
    }
    return this.record((tx) => fail(tx, at));
  }
}
