import type { JobStatus, MainTaskStatus, SubtaskStatus, ToolRunStatus } from './status.ts';

/**
 * What one part contributes to the whole: `usable` was measured, `partial` was measured in part,
 * `lost` was asked for and not measured, `cancelled` was stopped by a person, `ignored` does not apply.
 */
export type Contribution = 'usable' | 'partial' | 'lost' | 'cancelled' | 'ignored';

export type Aggregate = 'completed' | 'partial_success' | 'failed' | 'cancelled';

/**
 * The one rule that gives a whole its status, at every level. Parts that do not apply count for
 * nothing; all others usable → completed; some usable and some lost → partial_success; none usable →
 * failed if any was lost, else cancelled. A whole of which no part applies is completed: nothing that
 * was asked for is missing.
 */
export function aggregate(parts: Iterable<Contribution>): Aggregate {
  let usable = 0;
  let missing = 0;
  let lost = 0;
  for (const part of parts) {
    if (part === 'ignored') continue;
    if (part === 'usable' || part === 'partial') usable++;
    if (part !== 'usable') missing++;
    if (part === 'lost') lost++;
  }
  if (missing === 0) return 'completed';
  if (usable > 0) return 'partial_success';
  return lost > 0 ? 'failed' : 'cancelled';
}

export function toolRunContribution(status: ToolRunStatus): Contribution {
  switch (status) {
    case 'succeeded':
      return 'usable';
    case 'not_applicable':
      return 'ignored';
    case 'failed':
    case 'timed_out':
    case 'skipped':
    case 'not_available':
      return 'lost';
  }
}

/** @returns null while the part is still open: the whole has no final status yet. */
export function partContribution(status: SubtaskStatus | MainTaskStatus | JobStatus): Contribution | null {
  switch (status) {
    case 'completed':
      return 'usable';
    case 'partial_success':
      return 'partial';
    case 'failed':
    case 'skipped':
      return 'lost';
    case 'cancelled':
      return 'cancelled';
    case 'created':
    case 'pending':
    case 'running':
      return null;
  }
}

/** A main task's status is never set by hand: it follows from its subtasks. */
export function deriveMainTaskStatus(subtasks: readonly SubtaskStatus[]): MainTaskStatus {
  const contributions: Contribution[] = [];
  let untouched = true;
  let open = false;
  for (const status of subtasks) {
    if (status !== 'pending') untouched = false;
    const contribution = partContribution(status);
    if (contribution === null) open = true;
    else contributions.push(contribution);
  }
  if (open) return untouched ? 'pending' : 'running';
  return aggregate(contributions);
}
