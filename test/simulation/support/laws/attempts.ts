import type { AttemptRow } from '../../../../src/engine/store/schema.ts';
import type { State } from '../state.ts';
import { broken } from './moment.ts';
import type { Moment } from './moment.ts';

/** Attempts are added and ended, and otherwise stay as they are; work in flight is never started again. */
export function checkAttempts(moment: Moment): void {
  const { before, after } = moment;
  for (const [id, then] of before.attempts) {
    const now = after.attempts.get(id);
    if (!now) broken('An attempt is never lost', `attempt ${id}`, then);
    if (then.status === 'running') {
      if (now.status === 'interrupted' && moment.between === 'nothing' && !moment.stopping) {
        broken('Only an end interrupts', `attempt ${id}`, now);
      }
    } else if (JSON.stringify(then) !== JSON.stringify(now)) {
      broken('An ended attempt never changes', `attempt ${id}`, [then, now]);
    }
  }
  for (const [id, now] of after.attempts) {
    if (before.attempts.has(id)) continue;
    checkStart(moment, now);
    // Within the process that claimed it, a claim is durable before any of its work.
    const cancelled = now.status === 'cancelled' && moment.asks.some(({ kind }) => kind === 'cancel');
    if (now.status !== 'running' && !cancelled && moment.between === 'nothing') {
      broken('Claim, then act', `attempt ${id}`, now);
    }
  }
}

/** A provider that has limited us is not asked for more than it lets us, nor sooner. */
function checkProvider(before: State, after: State, attempt: AttemptRow): void {
  const { provider } = after.jobs.get(attempt.job_id!)!;
  const limit = after.limits.get(provider);
  // One that was changed in the same turn of the store may have been changed after the start.
  if (!limit || JSON.stringify(limit) !== JSON.stringify(before.limits.get(provider))) return;
  const running = [...after.jobs.values()].filter(
    (job) => job.provider === provider && job.status === 'running',
  );
  const tooSoon = limit.not_before > attempt.started_at && limit.limited_at <= attempt.started_at;
  if (tooSoon || running.length > limit.width) {
    broken('A limited provider gets no more than it wants', `attempt ${attempt.id}`, [limit, running.length]);
  }
}

function checkStart({ before, after, between, asks }: Moment, attempt: AttemptRow): void {
  const where = `attempt ${attempt.id}`;
  const column = attempt.job_id === null ? 'subtask_id' : 'job_id';
  for (const other of before.attempts.values()) {
    if (other[column] !== attempt[column] || other.status !== 'running') continue;
    if (after.attempts.get(other.id)!.status === 'running') {
      broken('What is in flight is never started again', where, other);
    }
  }
  const owner =
    attempt.job_id === null ? after.subtasks.get(attempt.subtask_id!) : after.jobs.get(attempt.job_id);
  if (attempt.job_id !== null) checkProvider(before, after, attempt);
  const then = before.pipelines.get(owner!.pipeline_id)?.status;
  const now = after.pipelines.get(owner!.pipeline_id)!.status;
  // Within one turn of the store it may have been resumed or paused beside.
  const asked = asks.some(({ pipelineId }) => pipelineId === owner!.pipeline_id);
  if (between === 'nothing' && then !== 'running' && now !== 'running' && !asked) {
    broken('Nothing starts in a pipeline that does not run', where, [then, now]);
  }
}
