import { estimateRun } from './budget/estimate-run.ts';
import type { EstimateDeps, PlannedJobs } from './budget/estimate-run.ts';
import type { RunEstimate } from './domain/estimate.ts';
import { parsePipelineFile } from './domain/pipeline-file.ts';
import { knownProviders } from './domain/providers.ts';
import { isTerminal } from './domain/status.ts';
import type { RunRequest } from './engine-api.ts';
import { readPipelineSource } from './pipeline-source.ts';
import { findByFile } from './store/queries/pipelines.ts';
import { listOpenJobs } from './store/queries/open-jobs.ts';

/** What a run of the file would do and take. @throws InputError when it is no pipeline file */
export async function estimateFile(
  deps: EstimateDeps,
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunEstimate> {
  const { file, text, hash } = await readPipelineSource(request.file);
  const definition = parsePipelineFile(
    text,
    file,
    deps.catalog.knownNames(knownProviders(deps.configuration)),
  );
  const { same } = await deps.store.read((db) => findByFile(db, file, hash));
  if (request.mode === 'continue' && same) {
    if (isTerminal(same.status)) return estimateRun(deps, 'finished', [], signal);
    const open = await deps.store.read((db) => listOpenJobs(db, same.id));
    return estimateRun(deps, 'resumed', open, signal);
  }
  const { models, templates, stack, replicates: count } = definition;
  const planned = models.flatMap((model): PlannedJobs[] =>
    templates.map((template) => ({ model, template, stack, count })),
  );
  return estimateRun(deps, 'created', planned, signal);
}
