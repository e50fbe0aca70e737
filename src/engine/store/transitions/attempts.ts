import { AssayError } from '../../domain/errors.ts';
import { maxInterruptions, retryDelayMs, spendsAttempt } from '../../domain/retry-policy.ts';
import type { AttemptStatus } from '../../domain/status.ts';
import { readConfiguration } from '../queries/configurations.ts';
import type { AttemptRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/** Names an attempt together with the proof that the caller is the one who runs it. */
export interface AttemptClaim {
  attemptId: number;
  token: string;
}

export interface ErrorFields {
  error_class: AssayError['errorClass'] | null;
  error_message: string | null;
  error_hint: string | null;
  error_detail: string | null;
}

/** Details are evidence for people; what is longer belongs into a blob. */
const maxDetailLength = 8_000;

export function errorFields(error: AssayError | null): ErrorFields {
  return {
    error_class: error?.errorClass ?? null,
    error_message: error?.message ?? null,
    error_hint: error?.hint ?? null,
    error_detail: error?.detail?.slice(-maxDetailLength) ?? null,
  };
}

export interface NewAttempt {
  /** Id of the job or subtask. */
  of: number;
  number: number;
  token: string;
  configurationId: number;
}

/** @returns the attempts' ids, by the job's or subtask's id */
export async function startAttempts(
  tx: Tx,
  column: 'job_id' | 'subtask_id',
  attempts: readonly NewAttempt[],
  now: number,
): Promise<Map<number, number>> {
  const rows = await tx
    .insertInto('attempts')
    .values(
      attempts.map(({ of, number, token, configurationId }) => ({
        job_id: column === 'job_id' ? of : null,
        subtask_id: column === 'subtask_id' ? of : null,
        number,
        token,
        status: 'running' as const,
        configuration_id: configurationId,
        started_at: now,
        finished_at: null,
      })),
    )
    .returning(['id', `${column} as of`])
    .execute();
  return new Map(rows.map((row) => [row.of!, row.id]));
}

/**
 * The running attempt that the claim proves to hold.
 * @returns null for a late result of a dead attempt: it changes nothing
 */
export async function heldAttempt(tx: Tx, claim: AttemptClaim): Promise<AttemptRow | null> {
  const row = await tx
    .selectFrom('attempts')
    .selectAll()
    .where('id', '=', claim.attemptId)
    .where('token', '=', claim.token)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return row ?? null;
}

export async function endAttempt(
  tx: Tx,
  attemptId: number,
  status: Exclude<AttemptStatus, 'running'>,
  error: AssayError | null,
  now: number,
): Promise<void> {
  await tx
    .updateTable('attempts')
    // Not before it began, whatever the clock did meanwhile.
    .set((eb) => ({
      status,
      finished_at: eb.case().when('started_at', '>', now).then(eb.ref('started_at')).else(now).end(),
      ...errorFields(error),
    }))
    .where('id', '=', attemptId)
    .where('status', '=', 'running')
    .execute();
}

/** What becomes of a job or subtask after an attempt that did not succeed. */
export type AfterAttempt =
  | { status: 'pending'; not_before: number; failures: number; interruptions: number }
  | { status: 'failed' | 'cancelled'; not_before: 0; failures: number; interruptions: number };

/**
 * By the policies that the attempt ran under.
 * @param random in [0, 1), for the backoff's jitter
 */
export async function afterFailure(
  tx: Tx,
  attempt: AttemptRow,
  tried: { failures: number },
  error: AssayError,
  { now, random }: { now: number; random: number },
): Promise<AfterAttempt> {
  const { 'retry.policies': policies } = await readConfiguration(tx, attempt.configuration_id);
  const spends = spendsAttempt(error.errorClass);
  const failures = tried.failures + (spends ? 1 : 0);
  const rateLimits = spends ? 0 : (await rateLimitsBefore(tx, attempt)) + 1;
  const delay = retryDelayMs(policies, error, { tries: failures, rateLimits }, random);
  if (delay !== null) return { status: 'pending', not_before: now + delay, failures, interruptions: 0 };
  const status = error.errorClass === 'cancelled' ? 'cancelled' : 'failed';
  return { status, not_before: 0, failures, interruptions: 0 };
}

/** The backoff has long come to its end. */
const manyRateLimits = 32;

/** How often in a row the attempts before this one met a rate limit; those that were cut short say nothing. */
async function rateLimitsBefore(tx: Tx, attempt: AttemptRow): Promise<number> {
  const ofJob = attempt.job_id !== null;
  const before = await tx
    .selectFrom('attempts')
    .select('error_class')
    .where(ofJob ? 'job_id' : 'subtask_id', '=', ofJob ? attempt.job_id : attempt.subtask_id)
    .where('number', '<', attempt.number)
    .where('status', '<>', 'interrupted')
    .orderBy('number', 'desc')
    .limit(manyRateLimits)
    .execute();
  const other = before.findIndex((row) => row.error_class !== 'rate_limited');
  return other < 0 ? before.length : other;
}

/**
 * An attempt that was cut short, not by itself: by the end of its process, which may well be its own doing
 * (`crash`), or by an orderly shutdown, which is not.
 */
export function afterInterruption(
  tried: { failures: number; interruptions: number },
  by: 'crash' | 'shutdown',
): AfterAttempt {
  const interruptions = tried.interruptions + (by === 'crash' ? 1 : 0);
  const status = interruptions >= maxInterruptions ? 'failed' : 'pending';
  return { status, not_before: 0, failures: tried.failures, interruptions };
}

export const crashLoop = (): AssayError =>
  new AssayError(
    'bug',
    `Interrupted ${maxInterruptions} times in a row, each time without getting to an end.`,
    {
      hint: 'Look into the log for what ends the process, then retry by hand.',
    },
  );
