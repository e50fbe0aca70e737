import PQueue from 'p-queue';
import type { Amount, Reservation } from '../domain/budget.ts';

/** What the calls of one pipeline that are under way may take. */
export class Reservations {
  readonly #held = new Set<Amount>();
  readonly #turns = new PQueue({ concurrency: 1 });
  #release = Promise.withResolvers<void>();

  total(): Amount {
    const total = { nanoUsd: 0, tokens: 0 };
    for (const { nanoUsd, tokens } of this.#held) {
      total.nanoUsd += nanoUsd;
      total.tokens += tokens;
    }
    return total;
  }

  /** Resolves when one that is held at the time of the call, or a later one, is released. */
  get nextRelease(): Promise<void> {
    return this.#release.promise;
  }

  add(amount: Amount): Reservation {
    // Another of the same amount is another one.
    const held = { ...amount };
    this.#held.add(held);
    return {
      release: () => {
        if (!this.#held.delete(held)) return;
        this.#release.resolve();
        this.#release = Promise.withResolvers();
      },
    };
  }

  /** One after the other, first come first served. */
  inTurn<T>(run: () => Promise<T>): Promise<T> {
    return this.#turns.add(run);
  }
}
