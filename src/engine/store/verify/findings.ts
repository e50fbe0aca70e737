import type { VerificationCounts, VerificationProblem } from '../../domain/verification.ts';

/** Of each check: one cause may show in every row there is. */
const keptProblems = 1_000;

/** Collects what the checks of one verification find. */
export class Findings {
  readonly problems: VerificationProblem[] = [];
  readonly notes: string[] = [];
  /** How many problems each check has found, the kept ones included. Only those that found any. */
  readonly found: Record<string, number> = {};
  readonly checked: VerificationCounts = {
    segments: 0,
    records: 0,
    snapshots: 0,
    blobs: 0,
    revisions: 0,
    pipelines: 0,
    jobs: 0,
    mainTasks: 0,
    subtasks: 0,
    attempts: 0,
    toolRuns: 0,
  };
  #check = 'state';

  /** Names the check that looks from now on. */
  enter(check: string): void {
    this.#check = check;
  }

  problem(where: string, what: string, meaning: string): void {
    const count = (this.found[this.#check] ?? 0) + 1;
    this.found[this.#check] = count;
    if (count <= keptProblems) this.problems.push({ what, where, meaning });
  }

  note(text: string): void {
    this.notes.push(text);
  }
}
