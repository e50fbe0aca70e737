import type { Configuration } from '../../domain/configuration.ts';
import type { MainTaskStatus } from '../../domain/status.ts';
import type { Reader } from '../store.ts';
import { readConfiguration } from './configurations.ts';

/** What the start of an app's newest revision needs to know. */
export interface StartableRow {
  jobId: number;
  pipelineId: number;
  model: string;
  number: number;
  stack: string;
  /** null: nothing was published. */
  published: { revision: number; path: string; manifestBlob: string } | null;
  mainTaskStatus: MainTaskStatus | null;
  configuration: Configuration;
}

/** @param which the app's job, or the app by its name */
export async function findStartable(
  db: Reader,
  which: { jobId: number } | { model: string; number: number },
): Promise<StartableRow | null> {
  const app = await db
    .selectFrom('jobs')
    .innerJoin('apps', 'apps.id', 'jobs.app_id')
    .innerJoin('pipelines', 'pipelines.id', 'jobs.pipeline_id')
    .select([
      'jobs.id',
      'jobs.pipeline_id',
      'jobs.stack',
      'apps.model',
      'apps.number',
      'pipelines.configuration_id',
    ])
    .$if('jobId' in which, (query) => query.where('jobs.id', '=', (which as { jobId: number }).jobId))
    .$if('model' in which, (query) => {
      const { model, number } = which as { model: string; number: number };
      return query.where('apps.model', '=', model).where('apps.number', '=', number);
    })
    .executeTakeFirst();
  if (!app) return null;
  const revision = await db
    .selectFrom('revisions')
    .leftJoin('main_tasks', 'main_tasks.revision_id', 'revisions.id')
    .select(['revisions.revision', 'revisions.path', 'revisions.manifest_blob', 'main_tasks.status'])
    .where('revisions.job_id', '=', app.id)
    .where('revisions.published', '=', 1)
    .orderBy('revisions.revision', 'desc')
    .executeTakeFirst();
  return {
    ...{ jobId: app.id, pipelineId: app.pipeline_id, stack: app.stack, model: app.model, number: app.number },
    published: revision
      ? { revision: revision.revision, path: revision.path, manifestBlob: revision.manifest_blob }
      : null,
    mainTaskStatus: revision?.status ?? null,
    configuration: await readConfiguration(db, app.configuration_id),
  };
}

/** Whether any pipeline keeps its apps. */
export async function keepsAnyApp(db: Reader): Promise<boolean> {
  const rows = await db.selectFrom('pipelines').select('configuration_id').distinct().execute();
  for (const { configuration_id: id } of rows) {
    if ((await readConfiguration(db, id))['containers.keepApps']) return true;
  }
  return false;
}
