import { existingModel, noTemplate } from '../../domain/existing-app.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type { MatrixRecord } from '../../domain/records.ts';
import type { Reader } from '../store.ts';
import { listApps } from './apps.ts';
import { pipelineRecord } from './pipelines.ts';
import { unexplained } from './waiting.ts';
import type { ExplainWait } from './waiting.ts';

/** The whole matrix of a pipeline, models × templates × replicates; existing apps are at one place each. */
export async function readMatrix(
  db: Reader,
  stateDir: string,
  pipelineId: number,
  explain: ExplainWait = unexplained,
): Promise<MatrixRecord | null> {
  const row = await db.selectFrom('pipelines').selectAll().where('id', '=', pipelineId).executeTakeFirst();
  if (!row) return null;
  const definition = JSON.parse(row.definition) as PipelineDefinition;
  const { replicates, apps: existing = [] } = definition;
  const models = [...definition.models, ...existing.map(({ name }) => existingModel(name))];
  const templates = [
    ...new Set([...definition.templates, ...existing.map(({ template }) => template ?? noTemplate)]),
  ];
  const apps = await listApps(db, stateDir, pipelineId, { offset: 0, limit: row.jobs_total }, explain);
  const at = new Map(apps.map((app) => [[app.model, app.template, app.replicate].join('\u0000'), app]));
  const cells = [];
  for (const model of models) {
    for (const template of templates) {
      for (let replicate = 1; replicate <= replicates; replicate++) {
        const app = at.get([model, template, replicate].join('\u0000'));
        if (app) cells.push(app);
      }
    }
  }
  return { pipeline: pipelineRecord(row), models, templates, replicates, cells };
}
