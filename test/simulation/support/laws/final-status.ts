import type { JobRow } from '../../../../src/engine/store/schema.ts';
import type { State } from '../state.ts';
import type { Ledger } from '../ledger.ts';
import { broken } from './moment.ts';

type Part = 'all' | 'some' | 'lost' | 'cancelled';

/**
 * What a pipeline that has ended must say, worked out from what the work was told to become: all parts there, some of
 * them, or none, and then whether anything but a person was to blame.
 */
export function checkFinalStatuses(state: State, ledger: Ledger, hasServices: (id: number) => boolean): void {
  for (const [id, { status }] of state.pipelines) {
    // What a person has cancelled says so, whatever was finished before.
    if (status === 'pending' || status === 'running' || status === 'paused' || status === 'cancelled')
      continue;
    const parts = [...state.jobs.values()]
      .filter((job) => job.pipeline_id === id)
      .map((job) => partOfJob(state, ledger, job, hasServices(id)));
    const expected = statusOf(parts);
    if (expected !== status) broken('The status follows from the parts', `pipeline ${id}`, [status, parts]);
  }
  for (const [id, { status }] of state.mainTasks) {
    if (status === 'pending' || status === 'running') continue;
    const expected = statusOf(partsOfTask(state, ledger, id));
    if (expected !== status) broken('The status follows from the parts', `main task ${id}`, status);
  }
}

function statusOf(parts: readonly Part[]): string {
  const has = (part: Part) => parts.includes(part);
  if (!has('some') && !has('lost') && !has('cancelled')) return 'completed';
  if (has('all') || has('some')) return 'partial_success';
  return has('lost') ? 'failed' : 'cancelled';
}

function partOfJob(state: State, ledger: Ledger, job: JobRow, hasServices: boolean): Part {
  if (job.status === 'failed') return 'lost';
  if (job.status === 'cancelled') return 'cancelled';
  if (job.status !== 'completed') return broken('An ended pipeline has nothing open', `job ${job.id}`, job);
  if (job.submission === 'given_up') return 'lost';
  if (!hasServices) return 'all';
  const task = [...state.mainTasks.values()].find((candidate) => candidate.job_id === job.id);
  if (!task) return broken('An ended pipeline has nothing open', `job ${job.id}`, job);
  const parts = partsOfTask(state, ledger, task.id);
  const whole = statusOf(parts);
  if (whole === 'completed') return 'all';
  if (whole === 'partial_success') return 'some';
  return whole === 'failed' ? 'lost' : 'cancelled';
}

function partsOfTask(state: State, ledger: Ledger, mainTaskId: number): Part[] {
  return [...state.subtasks.values()]
    .filter((subtask) => subtask.main_task_id === mainTaskId)
    .map((subtask): Part => {
      const attempts = [...state.attempts.values()].filter((attempt) => attempt.subtask_id === subtask.id);
      const success = attempts.findLast((attempt) => attempt.status === 'succeeded');
      if (success) return ledger.measured(success.id);
      if (subtask.status === 'cancelled') return 'cancelled';
      if (subtask.status === 'failed') return 'lost';
      return broken('What nothing was measured of is no success', `subtask ${subtask.id}`, subtask);
    });
}
