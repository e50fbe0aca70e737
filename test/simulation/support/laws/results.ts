import { broken } from './moment.ts';
import type { Moment } from './moment.ts';

/** A result stays until another attempt succeeds. What was measured last, and well, is what is shown. */
export function checkResults({ before, after }: Moment): void {
  for (const [id, now] of after.subtasks) {
    const succeeded = [...after.attempts.values()].findLast(
      (attempt) => attempt.subtask_id === id && attempt.status === 'succeeded',
    );
    if (succeeded && now.result_attempt_id !== succeeded.id) {
      broken('The result is that of the last success', `subtask ${id}`, [now.result_attempt_id, succeeded]);
    }
    const then = before.subtasks.get(id);
    if (!then || then.result_attempt_id === null) continue;
    if (now.result_attempt_id === null || now.result_attempt_id < then.result_attempt_id) {
      broken('A result stays until the next', `subtask ${id}`, [then, now]);
    }
  }
}

/** A main task is for one revision, is there with all its parts, and stays. */
export function checkMainTasks(
  { before, after }: Moment,
  servicesOf: (pipelineId: number) => readonly string[],
): void {
  const parts = Map.groupBy(after.subtasks.values(), (subtask) => subtask.main_task_id);
  const seen = new Set<string>();
  for (const [id, task] of after.mainTasks) {
    const services = (parts.get(id) ?? []).map((subtask) => subtask.service);
    if (services.join() !== servicesOf(task.pipeline_id).join()) {
      broken('A main task is made with all its subtasks', `main task ${id}`, services);
    }
    const key = `${task.pipeline_id} ${task.revision_id}`;
    if (seen.has(key)) broken('A revision is submitted once', `main task ${id}`, task);
    seen.add(key);
    if (after.revisions.get(task.revision_id)?.published !== 1) {
      broken('Only a published app is submitted', `main task ${id}`, task);
    }
  }
  for (const id of before.mainTasks.keys()) {
    if (!after.mainTasks.has(id)) broken('A main task is never lost', `main task ${id}`, null);
  }
}
