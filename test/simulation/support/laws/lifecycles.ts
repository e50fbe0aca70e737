import { isTerminal } from '../../../../src/engine/domain/status.ts';
import type { State } from '../state.ts';
import { broken, isAsked } from './moment.ts';
import type { Moment } from './moment.ts';

/** What has ended opens again by a retry only, and nobody but a person pauses, resumes or cancels. */
export function checkLifecycles(moment: Moment): void {
  checkPipelines(moment);
  checkJobs(moment);
  checkSubtasks(moment);
}

function checkPipelines(moment: Moment): void {
  for (const [id, now] of moment.after.pipelines) {
    const then = moment.before.pipelines.get(id);
    if (!then || then.status === now.status) continue;
    const change = [then.status, now.status];
    const asked = (kind: 'pause' | 'resume' | 'cancel' | 'retry') => isAsked(moment, kind, id);
    if (now.status === 'paused' && !asked('pause')) broken('Only a person pauses', `pipeline ${id}`, change);
    const reopened = asked('cancel') && asked('retry');
    if (then.status === 'paused' && now.status === 'running' && !asked('resume') && !reopened) {
      broken('Only a person resumes', `pipeline ${id}`, change);
    }
    if (isTerminal(then.status) && !asked('retry')) {
      broken('What has ended opens by a retry only', `pipeline ${id}`, change);
    }
  }
}

function checkJobs(moment: Moment): void {
  for (const [id, now] of moment.after.jobs) {
    const then = moment.before.jobs.get(id);
    if (!then || then.status === now.status) continue;
    const change = [then.status, now.status];
    if (then.status === 'completed') broken('A finished job is never started again', `job ${id}`, change);
    if (isTerminal(then.status) && !isAsked(moment, 'retry', now.pipeline_id)) {
      broken('What has ended opens by a retry only', `job ${id}`, change);
    }
    if (now.status === 'cancelled' && !isAsked(moment, 'cancel', now.pipeline_id)) {
      const last = lastAttempt(moment.after, 'job_id', id);
      if (last?.status !== 'cancelled') broken('Only a person cancels', `job ${id}`, change);
    }
  }
}

function checkSubtasks(moment: Moment): void {
  for (const [id, now] of moment.after.subtasks) {
    const then = moment.before.subtasks.get(id);
    if (!then || then.status === now.status) continue;
    const change = [then.status, now.status];
    if (isTerminal(then.status) && !isAsked(moment, 'retry', now.pipeline_id)) {
      broken('What has ended opens by a retry only', `subtask ${id}`, change);
    }
    if (now.status === 'cancelled' && !isAsked(moment, 'cancel', now.pipeline_id)) {
      const last = lastAttempt(moment.after, 'subtask_id', id);
      if (last?.status !== 'cancelled') broken('Only a person cancels', `subtask ${id}`, change);
    }
  }
}

function lastAttempt(state: State, column: 'job_id' | 'subtask_id', id: number) {
  return [...state.attempts.values()].findLast((attempt) => attempt[column] === id);
}
