import type { Catalog } from './catalog/catalog.ts';
import { applySettings } from './domain/configuration.ts';
import type { Configuration } from './domain/configuration.ts';
import type { AppRuntime } from './domain/executors.ts';
import type { Log } from './domain/log.ts';
import { isTerminal } from './domain/status.ts';
import type { RunOutcome, RunRequest } from './engine-api.ts';
import { readRunSource } from './run-source.ts';
import { findByFile } from './store/queries/pipelines.ts';
import type { Store } from './store/store.ts';
import { resumePipeline } from './store/transitions/control.ts';
import { createPipeline } from './store/transitions/pipelines.ts';

/** Stores the pipeline of a file, or resumes the one that is there. @throws InputError when there is nothing that can be run */
export async function runPipeline(
  deps: {
    store: Store;
    catalog: Catalog;
    configuration: Configuration;
    log: Log;
    unable: AppRuntime['unable'];
  },
  request: RunRequest,
): Promise<RunOutcome> {
  const source = { ...deps, stateDir: deps.store.folder.root };
  const { file, hash: fileHash, definition, notes } = await readRunSource(source, request);
  const { configuration } = applySettings(deps.configuration, definition.configuration);
  const now = Date.now();
  const result = await deps.store.write(async (tx): Promise<Omit<RunOutcome, 'notes'>> => {
    const { same, otherUnfinished } = await findByFile(tx, file, fileHash);
    const olderUnfinished = otherUnfinished?.id ?? null;
    if (request.mode === 'continue' && same) {
      if (isTerminal(same.status)) return { pipelineId: same.id, outcome: 'finished', olderUnfinished };
      await resumePipeline(tx, same.id, now);
      return { pipelineId: same.id, outcome: 'resumed', olderUnfinished };
    }
    const pipelineId = await createPipeline(tx, { definition, configuration, file, fileHash, now });
    return { pipelineId, outcome: 'created', olderUnfinished };
  });
  if (result.outcome !== 'finished') {
    deps.log.info('PIPE', result.pipelineId, `"${definition.name}" from ${file} is ${result.outcome}.`);
  }
  for (const note of notes) deps.log.info('PIPE', result.pipelineId, note);
  return { ...result, notes };
}
