import type { State } from '../state.ts';
import { broken } from './moment.ts';
import type { Ask } from './moment.ts';

/** What is deleted goes whole, because a person wants it to; its app numbers stay taken. @returns the rest of `before` */
export function withoutDeleted(before: State, after: State, asks: readonly Ask[]): State {
  const gone = new Set([...before.pipelines.keys()].filter((id) => !after.pipelines.has(id)));
  const highest = Math.max(0, ...before.pipelines.keys());
  for (const id of after.pipelines.keys()) {
    if (!before.pipelines.has(id) && id < highest)
      broken('An id is never given out again', `pipeline ${id}`, highest);
  }
  if (gone.size === 0) return before;
  for (const id of gone) {
    const asked = asks.some((ask) => ask.kind === 'delete' && ask.pipelineId === id);
    if (!asked) broken('Only a person deletes', `pipeline ${id}`, before.pipelines.get(id));
  }
  const kept = <V>(rows: ReadonlyMap<number, V>, keep: (row: V) => boolean) =>
    new Map([...rows].filter(([, row]) => keep(row)));
  const isKept = (row: { pipeline_id: number }) => !gone.has(row.pipeline_id);
  const jobs = kept(before.jobs, isKept);
  const subtasks = kept(before.subtasks, isKept);
  return {
    ...before,
    pipelines: kept(before.pipelines, ({ id }) => !gone.has(id)),
    jobs,
    subtasks,
    mainTasks: kept(before.mainTasks, isKept),
    revisions: kept(before.revisions, ({ job_id }) => jobs.has(job_id)),
    attempts: kept(before.attempts, ({ job_id, subtask_id }) =>
      job_id === null ? subtasks.has(subtask_id!) : jobs.has(job_id),
    ),
  };
}
