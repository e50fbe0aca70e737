import type { Verdict } from '../../engine/domain/analysis.ts';

/** What is known of one endpoint. `absent`: it did not know a record; whose fault that is shows at the end. */
export interface Outcome {
  result: 'open' | 'works' | 'wrong' | 'missing' | 'not_measured' | 'absent' | 'differs';
  message: string | null;
  evidence: string | null;
}

/** Whether an endpoint knew a record that another one had created. */
export interface Sighting {
  creator: string;
  observer: string;
  isSeen: boolean;
  /** Where it told something else than was sent; null: nowhere; undefined: it told nothing of the record. */
  difference: string | null | undefined;
}

/** Notes what each endpoint did. The first problem of an endpoint is the one that is told. */
export class Outcomes {
  readonly #outcomes = new Map<string, Outcome>();
  readonly sightings: Sighting[] = [];

  constructor(requirements: readonly string[]) {
    for (const requirement of requirements) this.#set(requirement, 'open', null, null);
  }

  get(requirement: string): Outcome {
    return this.#outcomes.get(requirement) ?? { result: 'not_measured', message: null, evidence: null };
  }

  works(requirement: string): boolean {
    return this.get(requirement).result === 'works';
  }

  /** It answered as it should; what is found later may still show something else. */
  noteWorks(requirement: string, evidence: string): void {
    const { result } = this.get(requirement);
    if (result === 'open' || result === 'not_measured') this.#set(requirement, 'works', null, evidence);
  }

  noteProblem(
    requirement: string,
    message: string,
    evidence: string | null,
    result: 'wrong' | 'missing' | 'absent' | 'differs' = 'wrong',
  ): void {
    const before = this.get(requirement).result;
    const isProvisional = before === 'absent' || before === 'differs';
    const isFinal = result === 'wrong' || result === 'missing';
    if (before === 'wrong' || before === 'missing' || (isProvisional && !isFinal)) return;
    this.#set(requirement, result, message, evidence);
  }

  noteNotMeasured(requirement: string, message: string): void {
    if (this.get(requirement).result === 'open') this.#set(requirement, 'not_measured', message, null);
  }

  replace(requirement: string, outcome: Outcome): void {
    this.#outcomes.set(requirement, outcome);
  }

  /** In the order of the plan. */
  verdicts(): Verdict[] {
    return [...this.#outcomes].map(([requirement, { result, message, evidence }]) => {
      const settled = result === 'absent' || result === 'differs' ? 'wrong' : result;
      return { requirement, result: settled === 'open' ? 'not_measured' : settled, message, evidence };
    });
  }

  #set(
    requirement: string,
    result: Outcome['result'],
    message: string | null,
    evidence: string | null,
  ): void {
    this.#outcomes.set(requirement, { result, message, evidence });
  }
}
