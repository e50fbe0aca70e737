import { providerOf } from '../../domain/capabilities.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import { jobSeed } from '../../domain/seed.ts';
import { assertTransition } from '../../domain/status.ts';
import type { PipelineStatus } from '../../domain/status.ts';
import { storeConfiguration } from '../queries/configurations.ts';
import type { PipelineRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/** Rows of one INSERT: SQLite allows 32 766 parameters. */
const rowsPerInsert = 500;

/** A pipeline with a job for each cell of its matrix. @returns its id */
export async function createPipeline(
  tx: Tx,
  pipeline: {
    definition: PipelineDefinition;
    configuration: Configuration;
    file: string;
    fileHash: string;
    now: number;
  },
): Promise<number> {
  const { definition } = pipeline;
  const configurationId = await storeConfiguration(tx, pipeline.configuration);
  const { id } = await tx
    .insertInto('pipelines')
    .values({
      name: definition.name,
      file: pipeline.file,
      file_hash: pipeline.fileHash,
      definition: JSON.stringify(definition),
      configuration_id: configurationId,
      status: 'pending',
      message: null,
      created_at: pipeline.now,
      started_at: null,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const jobs = [];
  // Models innermost: the apps that are compared with each other come one after the other.
  for (const template of definition.templates) {
    for (let replicate = 1; replicate <= definition.replicates; replicate++) {
      for (const model of definition.models) {
        jobs.push({
          pipeline_id: id,
          ordinal: jobs.length,
          model,
          provider: providerOf(model),
          template,
          stack: definition.stack,
          replicate,
          seed: jobSeed(definition.seed, { template, stack: definition.stack, replicate }),
          status: 'pending' as const,
        });
      }
    }
  }
  for (let start = 0; start < jobs.length; start += rowsPerInsert) {
    await tx
      .insertInto('jobs')
      .values(jobs.slice(start, start + rowsPerInsert))
      .execute();
  }
  return id;
}

/** @throws AssayError when there is no such pipeline */
export async function requirePipeline(tx: Pick<Tx, 'selectFrom'>, id: number): Promise<PipelineRow> {
  const row = await tx.selectFrom('pipelines').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new AssayError('bug', `There is no pipeline ${id} in this state folder.`);
  return row;
}

export async function setPipelineStatus(
  tx: Tx,
  pipeline: Pick<PipelineRow, 'id' | 'status' | 'started_at'>,
  status: PipelineStatus,
  now: number,
): Promise<void> {
  assertTransition('pipeline', pipeline.status, status);
  const ends = status !== 'running' && status !== 'paused';
  await tx
    .updateTable('pipelines')
    .set({
      status,
      message: null,
      started_at: pipeline.started_at ?? (status === 'running' ? now : null),
      finished_at: ends ? now : null,
    })
    .where('id', '=', pipeline.id)
    .execute();
}
