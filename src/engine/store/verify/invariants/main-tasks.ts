import { deriveMainTaskStatus } from '../../../domain/aggregate.ts';
import type { SubtaskStatus } from '../../../domain/status.ts';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

/** Main tasks have subtasks, the status that follows from them, and are one per pipeline and revision. */
export async function checkMainTasks(db: Reader, findings: Findings): Promise<void> {
  findings.enter('mainTasks');
  const subtasks = await readSubtasks(db, findings);
  const mainTasks = await db
    .selectFrom('main_tasks')
    .leftJoin('revisions', 'revisions.id', 'main_tasks.revision_id')
    .leftJoin('jobs', 'jobs.id', 'main_tasks.job_id')
    .select([
      'main_tasks.id',
      'main_tasks.status',
      'main_tasks.pipeline_id',
      'main_tasks.job_id',
      'revision_id',
    ])
    .select(['revisions.job_id as revision_job', 'jobs.pipeline_id as job_pipeline'])
    .orderBy('main_tasks.id')
    .execute();
  findings.checked.mainTasks = mainTasks.length;
  const seen = new Map<string, number>();
  for (const task of mainTasks) {
    const where = `main task ${task.id}`;
    const parts = subtasks.get(task.id) ?? [];
    const derived = deriveMainTaskStatus(parts);
    if (parts.length === 0) {
      findings.problem(where, 'It has no subtasks.', 'The app looks analysed, and nothing was measured.');
    } else if (derived !== task.status) {
      findings.problem(
        where,
        `It is ${task.status}; its subtasks make ${derived}.`,
        'The app is shown with a wrong status, and its pipeline may end too early or never.',
      );
    }
    const key = `${task.pipeline_id} ${task.revision_id}`;
    const twin = seen.get(key);
    if (twin !== undefined) {
      findings.problem(where, `It is for the same revision as main task ${twin}.`, 'The app counts twice.');
    }
    seen.set(key, task.id);
    if (task.revision_job !== task.job_id || task.job_pipeline !== task.pipeline_id) {
      findings.problem(
        where,
        'Its pipeline, job and revision do not belong together.',
        'Results are shown for the wrong app.',
      );
    }
  }
  await checkSubmitted(db, findings);
}

async function readSubtasks(db: Reader, findings: Findings): Promise<Map<number, SubtaskStatus[]>> {
  const byTask = new Map<number, SubtaskStatus[]>();
  const rows = await db
    .selectFrom('subtasks')
    .leftJoin('main_tasks', 'main_tasks.id', 'subtasks.main_task_id')
    .select(['subtasks.id', 'subtasks.main_task_id', 'subtasks.status', 'subtasks.pipeline_id'])
    .select('main_tasks.pipeline_id as task_pipeline')
    .execute();
  findings.checked.subtasks = rows.length;
  for (const row of rows) {
    const list = byTask.get(row.main_task_id);
    if (list) list.push(row.status);
    else byTask.set(row.main_task_id, [row.status]);
    if (row.task_pipeline === row.pipeline_id) continue;
    findings.problem(
      `subtask ${row.id}`,
      `It is of pipeline ${row.pipeline_id}, its main task is not.`,
      'It is worked on for the wrong pipeline.',
    );
  }
  return byTask;
}

async function checkSubmitted(db: Reader, findings: Findings): Promise<void> {
  const rows = await db
    .selectFrom('jobs')
    .select('jobs.id')
    .where('submission', '=', 'submitted')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('main_tasks').select('main_tasks.id').whereRef('main_tasks.job_id', '=', 'jobs.id'),
        ),
      ),
    )
    .orderBy('jobs.id')
    .execute();
  for (const { id } of rows) {
    findings.problem(
      `job ${id}`,
      'It is submitted and has no main task.',
      'The app is never analysed; retry it.',
    );
  }
}
