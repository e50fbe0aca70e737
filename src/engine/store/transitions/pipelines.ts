import { providerOf } from '../../domain/capabilities.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import { existingModel, noTemplate } from '../../domain/existing-app.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import { jobSeed } from '../../domain/seed.ts';
import { assertTransition } from '../../domain/status.ts';
import type { PipelineStatus } from '../../domain/status.ts';
import { nanoUsd } from '../../domain/usage.ts';
import { storeConfiguration } from '../queries/configurations.ts';
import type { PipelineRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/** Rows of one INSERT: few enough that the event loop is not held up for long. */
const rowsPerInsert = 100;

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
      max_cost_nano_usd: nanoUsd(definition.budget?.maxCostUsd ?? null),
      max_tokens: definition.budget?.maxTokens ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const jobs of portions(cells(definition), rowsPerInsert)) {
    const rows = jobs.map((job) => ({ ...job, pipeline_id: id, status: 'pending' as const }));
    await tx.insertInto('jobs').values(rows).execute();
  }
  return id;
}

/** Models innermost: the apps that are compared with each other come one after the other. Existing apps at the end. */
function* cells({ templates, replicates, models, stack, seed, apps = [] }: PipelineDefinition) {
  let ordinal = 0;
  for (const template of templates) {
    for (let replicate = 1; replicate <= replicates; replicate++) {
      for (const model of models) {
        const job = { ordinal: ordinal++, model, provider: providerOf(model), template, stack, replicate };
        yield { ...job, seed: jobSeed(seed, { template, stack, replicate }) };
      }
    }
  }
  for (const app of apps) {
    const model = existingModel(app.name);
    const cell = { template: app.template ?? noTemplate, stack: app.stack, replicate: 1 };
    yield { ordinal: ordinal++, model, provider: providerOf(model), ...cell, seed: jobSeed(seed, cell) };
  }
}

function* portions<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let portion: T[] = [];
  for (const item of all) {
    portion.push(item);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
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
