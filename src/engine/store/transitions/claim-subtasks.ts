import type { Configuration } from '../../domain/configuration.ts';
import { readConfigurations } from '../queries/configurations.ts';
import type { SubtaskRow } from '../schema.ts';
import type { Tx } from '../store.ts';
import { startAttempts } from './attempts.ts';
import type { AttemptClaim } from './attempts.ts';
import { deriveMainTasks } from './main-tasks.ts';

export interface ClaimedSubtask extends AttemptClaim {
  subtask: Pick<SubtaskRow, 'id' | 'pipeline_id' | 'main_task_id' | 'service' | 'tools' | 'exclusive'>;
  jobId: number;
  configuration: Configuration;
  app: { model: string; number: number };
  revision: number;
  template: string;
  stack: string;
  /** Relative to the state folder. */
  path: string;
  manifestBlob: string;
}

/**
 * pending → running, each with a new attempt.
 * @param claims with a token each
 * @returns those that were pending and whose pipeline runs; somebody was quicker with the others
 */
export async function claimSubtasks(
  tx: Tx,
  claims: readonly { id: number; token: string }[],
  now: number,
): Promise<ClaimedSubtask[]> {
  const won = await tx
    .updateTable('subtasks')
    .set({ status: 'running' })
    .where(
      'id',
      'in',
      claims.map(({ id }) => id),
    )
    .where('status', '=', 'pending')
    .where('pipeline_id', 'in', (eb) =>
      eb.selectFrom('pipelines').select('pipelines.id').where('pipelines.status', '=', 'running'),
    )
    .returning('id')
    .execute();
  if (won.length === 0) return [];
  const found = await tx
    .selectFrom('subtasks')
    .innerJoin('pipelines', 'pipelines.id', 'subtasks.pipeline_id')
    .innerJoin('main_tasks', 'main_tasks.id', 'subtasks.main_task_id')
    .innerJoin('revisions', 'revisions.id', 'main_tasks.revision_id')
    .innerJoin('apps', 'apps.id', 'revisions.app_id')
    .innerJoin('jobs', 'jobs.id', 'main_tasks.job_id')
    .select([
      'subtasks.id',
      'subtasks.pipeline_id',
      'subtasks.main_task_id',
      'subtasks.service',
      'subtasks.tools',
      'subtasks.exclusive',
      'pipelines.configuration_id',
      'apps.model',
      'apps.number',
      'revisions.revision',
      'revisions.path',
      'revisions.manifest_blob',
      'jobs.id as job_id',
      'jobs.template',
      'jobs.stack',
    ])
    .select((eb) =>
      eb
        .selectFrom('attempts')
        .select((max) => max.fn.max('attempts.number').as('last'))
        .whereRef('attempts.subtask_id', '=', 'subtasks.id')
        .as('last_attempt'),
    )
    .where(
      'subtasks.id',
      'in',
      won.map(({ id }) => id),
    )
    .orderBy('subtasks.id')
    .execute();
  const tokens = new Map(claims.map(({ id, token }) => [id, token]));
  const attempts = await startAttempts(
    tx,
    'subtask_id',
    found.map((row) => ({
      of: row.id,
      number: (row.last_attempt ?? 0) + 1,
      token: tokens.get(row.id)!,
      configurationId: row.configuration_id,
    })),
    now,
  );
  await deriveMainTasks(tx, [...new Set(found.map((row) => row.main_task_id))], now);
  const configurations = await readConfigurations(
    tx,
    found.map((row) => row.configuration_id),
  );
  return found.map((row) => ({
    attemptId: attempts.get(row.id)!,
    token: tokens.get(row.id)!,
    subtask: {
      id: row.id,
      pipeline_id: row.pipeline_id,
      main_task_id: row.main_task_id,
      service: row.service,
      tools: row.tools,
      exclusive: row.exclusive,
    },
    jobId: row.job_id,
    configuration: configurations.get(row.configuration_id)!,
    app: { model: row.model, number: row.number },
    revision: row.revision,
    template: row.template,
    stack: row.stack,
    path: row.path,
    manifestBlob: row.manifest_blob,
  }));
}
