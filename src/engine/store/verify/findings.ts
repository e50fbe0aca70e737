import type { VerificationCounts, VerificationProblem } from '../../domain/verification.ts';

/** Collects what the checks of one verification find. */
export class Findings {
  readonly problems: VerificationProblem[] = [];
  readonly notes: string[] = [];
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

  problem(where: string, what: string, meaning: string): void {
    this.problems.push({ what, where, meaning });
  }

  note(text: string): void {
    this.notes.push(text);
  }
}
