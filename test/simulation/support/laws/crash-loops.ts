import { broken, isAsked } from './moment.ts';
import type { Moment } from './moment.ts';

const most = 3;

/** What an abrupt end interrupts three times in a row, without getting to an end between, is not tried for ever. */
export class CrashLoops {
  readonly #counts = new Map<string, number>();

  check(moment: Moment): void {
    const { before, after } = moment;
    for (const attempt of after.attempts.values()) {
      const then = before.attempts.get(attempt.id);
      if (attempt.status === 'running' || then?.status === attempt.status) continue;
      const owner =
        attempt.job_id === null ? after.subtasks.get(attempt.subtask_id!) : after.jobs.get(attempt.job_id);
      const name = attempt.job_id === null ? `subtask ${attempt.subtask_id}` : `job ${attempt.job_id}`;
      if (attempt.status !== 'interrupted') this.#counts.set(name, 0);
      // Whether the shutdown had recorded it already cannot be told from outside.
      else if (moment.stopping) this.#counts.set(name, owner!.interruptions);
      else if (moment.between === 'an abrupt end') {
        const count = (this.#counts.get(name) ?? 0) + 1;
        this.#counts.set(name, count);
        if (owner!.status === 'pending' ? count >= most : owner!.status === 'failed' && count < most) {
          broken('Three abrupt ends in a row are a loop', name, [owner!.status, count]);
        }
      }
    }
    for (const [kind, rows] of [
      ['job', after.jobs],
      ['subtask', after.subtasks],
    ] as const) {
      for (const row of rows.values()) {
        if (isAsked(moment, 'retry', row.pipeline_id))
          this.#counts.set(`${kind} ${row.id}`, row.interruptions);
      }
    }
  }
}
