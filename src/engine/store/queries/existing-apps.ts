import { AssayError } from '../../domain/errors.ts';
import { existingModel } from '../../domain/existing-app.ts';
import type { ExistingApp } from '../../domain/existing-app.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type { JobRow } from '../schema.ts';
import type { Reader } from '../store.ts';

/** The existing app that a job takes, as its pipeline names it. */
export async function findExistingApp(
  db: Reader,
  job: Pick<JobRow, 'model' | 'pipeline_id'>,
): Promise<ExistingApp> {
  const pipeline = await db
    .selectFrom('pipelines')
    .select('definition')
    .where('id', '=', job.pipeline_id)
    .executeTakeFirst();
  const { apps = [] } = pipeline ? (JSON.parse(pipeline.definition) as PipelineDefinition) : {};
  const app = apps.find(({ name }) => existingModel(name) === job.model);
  if (app) return app;
  throw new AssayError('bug', `Pipeline ${job.pipeline_id} names no existing app ${job.model}.`);
}
