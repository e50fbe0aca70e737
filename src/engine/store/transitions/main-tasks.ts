import { deriveMainTaskStatus } from '../../domain/aggregate.ts';
import { existingModel } from '../../domain/existing-app.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import { assertTransition, isTerminal } from '../../domain/status.ts';
import type { MainTaskStatus } from '../../domain/status.ts';
import { needsWholeMachine } from '../../domain/tools.ts';
import { readConfiguration } from '../queries/configurations.ts';
import type { Tx } from '../store.ts';

/**
 * A main task with all its subtasks, in the caller's transaction: nobody ever sees one without the other.
 * Asked again for the same revision, the first is found.
 * @returns the main task's id; null when the job does not wait for one
 */
export async function submitApp(tx: Tx, jobId: number, now: number): Promise<number | null> {
  const found = await tx
    .selectFrom('jobs')
    .innerJoin('revisions', 'revisions.job_id', 'jobs.id')
    .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
    .select([
      'jobs.pipeline_id',
      'jobs.model',
      'revisions.id as revision_id',
      'pipelines.definition',
      'pipelines.configuration_id',
    ])
    .where('jobs.id', '=', jobId)
    .where('jobs.submission', '=', 'due')
    .where('pipelines.status', '=', 'running')
    .where('revisions.published', '=', 1)
    .orderBy('revisions.revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!found) return null;
  const definition = JSON.parse(found.definition) as PipelineDefinition;
  const own = definition.apps?.find(({ name }) => existingModel(name) === found.model)?.services;
  const services = own ?? definition.services;
  if (services.length === 0) return null;
  await tx
    .updateTable('jobs')
    .set({ submission: 'submitted', submission_error: null })
    .where('id', '=', jobId)
    .execute();
  const existing = await tx
    .selectFrom('main_tasks')
    .select('id')
    .where('pipeline_id', '=', found.pipeline_id)
    .where('revision_id', '=', found.revision_id)
    .executeTakeFirst();
  if (existing) return existing.id;

  const configuration = await readConfiguration(tx, found.configuration_id);
  const { id } = await tx
    .insertInto('main_tasks')
    .values({
      pipeline_id: found.pipeline_id,
      job_id: jobId,
      revision_id: found.revision_id,
      status: 'created',
      created_at: now,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('subtasks')
    .values(
      services.map(({ service, tools }) => ({
        main_task_id: id,
        pipeline_id: found.pipeline_id,
        service,
        tools: JSON.stringify(tools),
        exclusive: configuration['performance.isolation'] === 'exclusive' && needsWholeMachine(tools) ? 1 : 0,
        status: 'pending' as const,
        result_attempt_id: null,
      })),
    )
    .execute();
  await deriveMainTasks(tx, [id], now);
  return id;
}

/** The app could not be published or submitted. Tried again until the limit, then left to be retried by hand. */
export async function failSubmission(
  tx: Tx,
  jobId: number,
  failure: { message: string; now: number; retryDelayMs: number; maxRetries: number },
): Promise<void> {
  const job = await tx
    .selectFrom('jobs')
    .select(['submission', 'submission_failures'])
    .where('id', '=', jobId)
    .executeTakeFirst();
  // Deleted meanwhile, or no longer waiting.
  if (job?.submission !== 'due' && job?.submission !== 'unpublished') return;
  const failures = job.submission_failures + 1;
  await tx
    .updateTable('jobs')
    .set({
      submission: failures > failure.maxRetries ? 'given_up' : job.submission,
      submission_failures: failures,
      submission_not_before: failure.now + failure.retryDelayMs,
      submission_error: failure.message,
    })
    .where('id', '=', jobId)
    .execute();
}

const atOnce = 200;

/** Sets main tasks to what follows from their subtasks; to be called whenever one of those changes. */
export async function deriveMainTasks(tx: Tx, ids: readonly number[], now: number): Promise<void> {
  for (let from = 0; from < ids.length; from += atOnce) {
    await deriveSome(tx, ids.slice(from, from + atOnce), now);
  }
}

async function deriveSome(tx: Tx, ids: readonly number[], now: number): Promise<void> {
  const rows = await tx
    .selectFrom('main_tasks')
    .innerJoin('subtasks', 'subtasks.main_task_id', 'main_tasks.id')
    .select(['main_tasks.id', 'main_tasks.status as present', 'subtasks.status'])
    .where('main_tasks.id', 'in', ids)
    .orderBy('main_tasks.id')
    .execute();
  const changed = new Map<MainTaskStatus, number[]>();
  for (const [id, parts] of Map.groupBy(rows, (row) => row.id)) {
    const status = deriveMainTaskStatus(parts.map((part) => part.status));
    const { present } = parts[0]!;
    if (status === present) continue;
    assertTransition('mainTask', present, status);
    const same = changed.get(status);
    if (same) same.push(id);
    else changed.set(status, [id]);
  }
  for (const [status, of] of changed) {
    await tx
      .updateTable('main_tasks')
      .set({ status, finished_at: isTerminal(status) ? now : null })
      .where('id', 'in', of)
      .execute();
  }
}

/** Of a pipeline whose subtasks have changed many at a time. */
export async function deriveOpenMainTasks(tx: Tx, pipelineId: number, now: number): Promise<void> {
  const open = await tx
    .selectFrom('main_tasks')
    .select('id')
    .where('pipeline_id', '=', pipelineId)
    .where('status', 'in', ['created', 'pending', 'running'])
    .orderBy('id')
    .execute();
  const ids = open.map(({ id }) => id);
  await deriveMainTasks(tx, ids, now);
}
