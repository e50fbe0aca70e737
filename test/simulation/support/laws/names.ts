import { broken } from './moment.ts';
import type { Moment } from './moment.ts';

/** App numbers are given out once, to one job, and mean the same for ever; what was published stays so. */
export function checkNames({ before, after }: Moment): void {
  const names = new Map<string, number>();
  for (const [id, { model, number }] of after.apps) {
    const name = `${model}:${number}`;
    if (names.has(name)) broken('An app number is given out once', name, [names.get(name), id]);
    names.set(name, id);
    const then = before.apps.get(id);
    if (then && `${then.model}:${then.number}` !== name) {
      broken('An app keeps its number', name, then);
    }
  }
  for (const [id, then] of before.apps) {
    if (!after.apps.has(id)) broken('An app number is never given back', `app ${id}`, then);
  }
  const users = new Map<number, number>();
  for (const [id, job] of after.jobs) {
    const then = before.jobs.get(id);
    if (then && then.app_id !== null && then.app_id !== job.app_id) {
      broken('A job keeps its app', `job ${id}`, [then.app_id, job.app_id]);
    }
    if (job.app_id === null) continue;
    if (users.has(job.app_id)) broken('An app is of one job', `job ${id}`, users.get(job.app_id));
    users.set(job.app_id, id);
  }
  for (const [id, then] of before.revisions) {
    const now = after.revisions.get(id);
    if (!now || now.published < then.published || now.path !== then.path) {
      broken('A revision stays as it is', `revision ${id}`, [then, now]);
    }
  }
}
