/** Something in a state folder that is not as it must be. */
export interface VerificationProblem {
  /** What was found, one sentence. */
  what: string;
  /** The file, or the row, as in `subtask 12`. */
  where: string;
  /** What it means for the person whose results these are, one sentence. */
  meaning: string;
}

/** How much was looked at. */
export interface VerificationCounts {
  segments: number;
  records: number;
  snapshots: number;
  blobs: number;
  revisions: number;
  pipelines: number;
  jobs: number;
  mainTasks: number;
  subtasks: number;
  attempts: number;
  toolRuns: number;
}

/** What `verify` found: plain data, also what `verify --json` prints. */
export interface Verification {
  /** Absolute. */
  stateDir: string;
  /** Sequence of the last sound record; 0: nothing was ever stored. */
  sequence: number;
  checked: VerificationCounts;
  /** Empty: all is well. Of each check the first 1 000. */
  problems: VerificationProblem[];
  /** How many problems each check has found in all; only those that found any. */
  found: Record<string, number>;
  /** What is unusual and harmless, for people. */
  notes: string[];
}
