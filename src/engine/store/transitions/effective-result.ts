import { aggregate, toolRunContribution } from '../../domain/aggregate.ts';
import type { SubtaskRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/**
 * The status that a subtask's effective result gives it: that of its last successful attempt, which stays until
 * another succeeds.
 * @returns null when none has succeeded yet
 */
export async function standingStatus(
  tx: Tx,
  subtask: Pick<SubtaskRow, 'result_attempt_id'>,
): Promise<'completed' | 'partial_success' | null> {
  if (subtask.result_attempt_id === null) return null;
  const runs = await tx
    .selectFrom('tool_runs')
    .select('status')
    .where('attempt_id', '=', subtask.result_attempt_id)
    .execute();
  const status = aggregate(runs.map((run) => toolRunContribution(run.status)));
  return status === 'completed' || status === 'partial_success' ? status : null;
}
