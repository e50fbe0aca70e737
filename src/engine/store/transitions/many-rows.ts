import type { JobStatus, SubtaskStatus } from '../../domain/status.ts';
import type { JobTable, SubtaskTable } from '../schema.ts';
import type { Tx } from '../store.ts';
import type { Updateable } from 'kysely';

/** One statement's share: few enough that the event loop is not held up for long. */
const portion = 500;

/** Takes all of a pipeline's jobs that have some status to another. @returns how many */
export async function changeJobs(
  tx: Tx,
  pipelineId: number,
  from: readonly JobStatus[],
  values: Updateable<JobTable> & { status: JobStatus },
): Promise<number> {
  let changed = 0;
  for (const status of from) {
    const some = () =>
      tx
        .updateTable('jobs')
        .set(values)
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('jobs as open')
            .select('open.id')
            .where('open.pipeline_id', '=', pipelineId)
            .where('open.status', '=', status)
            // As the index has them.
            .orderBy('open.ordinal')
            .limit(portion),
        )
        .returning('id')
        .execute();
    for (let rows = await some(); rows.length > 0; rows = await some()) changed += rows.length;
  }
  return changed;
}

/** The same for subtasks. @returns the main task of each */
export async function changeSubtasks(
  tx: Tx,
  pipelineId: number,
  from: readonly SubtaskStatus[],
  values: Updateable<SubtaskTable> & { status: SubtaskStatus },
): Promise<number[]> {
  const mainTasks: number[] = [];
  for (const status of from) {
    const some = () =>
      tx
        .updateTable('subtasks')
        .set(values)
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('subtasks as open')
            .select('open.id')
            .where('open.pipeline_id', '=', pipelineId)
            .where('open.status', '=', status)
            // As the index has them.
            .orderBy('open.exclusive')
            .orderBy('open.not_before')
            .orderBy('open.id')
            .limit(portion),
        )
        .returning('main_task_id')
        .execute();
    for (let rows = await some(); rows.length > 0; rows = await some()) {
      for (const row of rows) mainTasks.push(row.main_task_id);
    }
  }
  return mainTasks;
}
