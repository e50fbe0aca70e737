import type { State } from './state.ts';
import { broken } from './laws/moment.ts';
import type { Outcome, Work } from './workshop.ts';

/** What each attempt was told to become, kept outside of the engine and past its ends. */
export class Ledger {
  readonly #started = new Set<number>();
  readonly #outcomes = new Map<number, Outcome>();
  readonly #tools = new Map<number, number>();

  /** Of one process: attempts of an earlier one never come again. */
  started(work: Work): void {
    if (this.#started.has(work.attemptId))
      broken('An attempt is worked on once', `attempt ${work.attemptId}`, work);
    this.#started.add(work.attemptId);
  }

  ended(work: Work, outcome: Outcome, tools: number): void {
    this.#outcomes.set(work.attemptId, outcome);
    this.#tools.set(work.attemptId, tools);
  }

  /** What a subtask's attempt that succeeded has measured. */
  measured(attemptId: number): 'all' | 'some' {
    const outcome = this.#outcomes.get(attemptId);
    if (outcome?.kind !== 'success')
      return broken('Only a success succeeds', `attempt ${attemptId}`, outcome);
    const statuses = Array.from(
      { length: this.#tools.get(attemptId)! },
      (_, index) => outcome.tools[index % outcome.tools.length]!,
    );
    return statuses.every((status) => status === 'succeeded' || status === 'not_applicable') ? 'all' : 'some';
  }

  /** Each attempt that has ended by itself has become what it was told to. */
  checkAttempts(state: State): void {
    for (const { id, status, error_class } of state.attempts.values()) {
      if (status !== 'succeeded' && status !== 'failed') continue;
      const outcome = this.#outcomes.get(id);
      const where = `attempt ${id}`;
      if (!outcome) broken('No result comes from nowhere', where, status);
      if (status === 'succeeded' && outcome.kind !== 'success')
        broken('Only a success succeeds', where, outcome);
      if (outcome.kind === 'error' && outcome.errorClass !== error_class) {
        broken('An attempt keeps its error', where, [outcome, error_class]);
      }
    }
  }
}
