import { broken } from './laws/moment.ts';
import type { State } from './state.ts';
import type { Outcome, Work } from './workshop.ts';

interface Entry {
  tools: number;
  loadTest: boolean;
  outcome: Outcome | null;
}

/** What each attempt was and was told to become, kept outside of the engine and past its ends. */
export class Ledger {
  readonly #entries = new Map<number, Entry>();

  started({ attemptId }: Work, entry: Omit<Entry, 'outcome'>): void {
    if (this.#entries.has(attemptId)) broken('An attempt is worked on once', `attempt ${attemptId}`, entry);
    this.#entries.set(attemptId, { ...entry, outcome: null });
  }

  ended({ attemptId }: Work, outcome: Outcome): void {
    this.#entries.get(attemptId)!.outcome = outcome;
  }

  /** Whether it wants the machine to itself. */
  readonly isLoadTest = (work: Work): boolean => this.#entries.get(work.attemptId)?.loadTest ?? false;

  /** What a subtask's attempt that succeeded has measured. */
  measured(attemptId: number): 'all' | 'some' {
    const { outcome, tools } = this.#entries.get(attemptId)!;
    if (outcome?.kind !== 'success')
      return broken('Only a success succeeds', `attempt ${attemptId}`, outcome);
    const statuses = Array.from(
      { length: tools },
      (_, index) => outcome.tools[index % outcome.tools.length]!,
    );
    return statuses.every((status) => status === 'succeeded' || status === 'not_applicable') ? 'all' : 'some';
  }

  /** Each attempt that has ended by itself has become what it was told to. */
  checkAttempts(state: State): void {
    for (const { id, status, error_class } of state.attempts.values()) {
      if (status !== 'succeeded' && status !== 'failed') continue;
      const outcome = this.#entries.get(id)?.outcome;
      const where = `attempt ${id}`;
      if (!outcome) broken('No result comes from nowhere', where, status);
      if (status === 'succeeded' && outcome.kind !== 'success') {
        broken('Only a success succeeds', where, outcome);
      }
      if (outcome.kind === 'error' && outcome.errorClass !== error_class) {
        broken('An attempt keeps its error', where, [outcome, error_class]);
      }
    }
  }
}
