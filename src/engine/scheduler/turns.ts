import type { Turns } from '../planner/fair-shares.ts';

/** Which pipeline was given a worker when. Only the order among equals hangs on it: after a restart it begins anew. */
export class TurnCounter {
  readonly #last = new Map<number, number>();
  #count = 0;

  get turns(): Turns {
    return this.#last;
  }

  took(pipelineId: number): void {
    this.#last.set(pipelineId, ++this.#count);
  }
}
