import { aggregate, toolRunContribution } from '../../domain/aggregate.ts';
import { AssayError } from '../../domain/errors.ts';
import type { ToolRunOutcome } from '../../domain/executors.ts';
import { assertTransition } from '../../domain/status.ts';
import type { SubtaskRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { afterFailure, endAttempt, errorFields, heldAttempt } from './attempts.ts';
import type { AttemptClaim } from './attempts.ts';
import { standingStatus } from './effective-result.ts';
import { deriveMainTasks } from './main-tasks.ts';

export async function requireSubtask(tx: Pick<Tx, 'selectFrom'>, id: number): Promise<SubtaskRow> {
  return tx.selectFrom('subtasks').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** Also brings the main task up to date, in the same transaction. */
export async function setSubtask(
  tx: Tx,
  subtask: Pick<SubtaskRow, 'id' | 'status' | 'main_task_id'>,
  values: { status: SubtaskRow['status'] } & Partial<Omit<SubtaskRow, 'id'>>,
  now: number,
): Promise<void> {
  assertTransition('subtask', subtask.status, values.status);
  await tx.updateTable('subtasks').set(values).where('id', '=', subtask.id).execute();
  await deriveMainTasks(tx, [subtask.main_task_id], now);
}

/**
 * Every tool has ended. The subtask's status follows from theirs.
 * @returns that status; null for a late result
 */
export async function completeSubtask(
  tx: Tx,
  claim: AttemptClaim,
  toolRuns: readonly ToolRunOutcome[],
  now: number,
): Promise<SubtaskRow['status'] | null> {
  const attempt = await heldAttempt(tx, claim);
  if (!attempt) return null;
  const subtask = await requireSubtask(tx, attempt.subtask_id!);
  for (const run of toolRuns) await insertToolRun(tx, attempt.id, subtask.id, run);
  const measured = aggregate(toolRuns.map(({ result }) => toolRunContribution(result.status)));
  const usable = measured === 'completed' || measured === 'partial_success';
  const error = usable ? null : nothingMeasured(toolRuns);
  await endAttempt(tx, attempt.id, usable ? 'succeeded' : 'failed', error, now);
  // A try without a usable result does not replace one that had it; its error is shown beside.
  const standing = usable ? null : await standingStatus(tx, subtask);
  const status = standing ?? measured;
  await setSubtask(
    tx,
    subtask,
    {
      status,
      not_before: 0,
      interruptions: 0,
      result_attempt_id: standing ? subtask.result_attempt_id : attempt.id,
      ...errorFields(standing ? error : null),
    },
    now,
  );
  return status;
}

function nothingMeasured(toolRuns: readonly ToolRunOutcome[]): AssayError {
  const reasons = toolRuns.map(
    ({ result }) => `${result.tool} ${result.status} (${result.reason ?? 'no reason given'})`,
  );
  return new AssayError('tool_failed', `Nothing could be measured: ${reasons.join('; ')}.`);
}

async function insertToolRun(
  tx: Tx,
  attemptId: number,
  subtaskId: number,
  { result, findings, resultBlob }: ToolRunOutcome,
): Promise<void> {
  const { id } = await tx
    .insertInto('tool_runs')
    .values({
      attempt_id: attemptId,
      subtask_id: subtaskId,
      tool: result.tool,
      status: result.status,
      reason: result.reason,
      version: result.version,
      duration_ms: result.durationMs,
      critical: findings?.critical ?? null,
      high: findings?.high ?? null,
      medium: findings?.medium ?? null,
      low: findings?.low ?? null,
      info: findings?.info ?? null,
      result_blob: resultBlob,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (result.measurements.length > 0) {
    await tx
      .insertInto('measurements')
      .values(result.measurements.map((measurement) => ({ tool_run_id: id, ...measurement })))
      .execute();
  }
  if (result.verdicts.length > 0) {
    await tx
      .insertInto('verdicts')
      .values(
        result.verdicts.map((verdict) => ({
          tool_run_id: id,
          requirement: verdict.requirement,
          result: verdict.result,
        })),
      )
      .execute();
  }
}

/** @returns what became of the subtask; null for a late result */
export async function failSubtask(
  tx: Tx,
  claim: AttemptClaim,
  error: AssayError,
  at: { now: number; random: number },
): Promise<SubtaskRow['status'] | null> {
  const attempt = await heldAttempt(tx, claim);
  if (!attempt) return null;
  const subtask = await requireSubtask(tx, attempt.subtask_id!);
  await endAttempt(tx, attempt.id, error.errorClass === 'cancelled' ? 'cancelled' : 'failed', error, at.now);
  const after = await afterFailure(tx, attempt, subtask, error, at);
  const status =
    after.status === 'pending' ? after.status : ((await standingStatus(tx, subtask)) ?? after.status);
  await setSubtask(tx, subtask, { ...after, status, ...errorFields(error) }, at.now);
  return status;
}
