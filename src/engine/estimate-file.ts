import { estimateRun } from './budget/estimate-run.ts';
import type { EstimateDeps, PlannedJobs } from './budget/estimate-run.ts';
import type { RunEstimate } from './domain/estimate.ts';
import { existingModel, noTemplate } from './domain/existing-app.ts';
import type { AppRuntime } from './domain/executors.ts';
import { isTerminal } from './domain/status.ts';
import type { RunRequest } from './engine-api.ts';
import { readRunSource } from './run-source.ts';
import { findByFile } from './store/queries/pipelines.ts';
import { listOpenJobs } from './store/queries/open-jobs.ts';

/** What a run would do and take. @throws InputError when there is nothing that can be run */
export async function estimateFile(
  deps: EstimateDeps & { stateDir: string; unable: AppRuntime['unable'] },
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunEstimate> {
  const { file, hash, definition } = await readRunSource(deps, request);
  const { same } = await deps.store.read((db) => findByFile(db, file, hash));
  if (request.mode === 'continue' && same) {
    if (isTerminal(same.status)) return estimateRun(deps, 'finished', [], signal);
    const open = await deps.store.read((db) => listOpenJobs(db, same.id));
    return estimateRun(deps, 'resumed', open, signal);
  }
  const { models, templates, stack, replicates: count, apps = [] } = definition;
  const planned = models.flatMap((model): PlannedJobs[] =>
    templates.map((template) => ({ model, template, stack, count })),
  );
  for (const { name, template, stack: own } of apps) {
    planned.push({ model: existingModel(name), template: template ?? noTemplate, stack: own, count: 1 });
  }
  return estimateRun(deps, 'created', planned, signal);
}
