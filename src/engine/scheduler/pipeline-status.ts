import type { Capabilities } from '../domain/capabilities.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Log } from '../domain/log.ts';
import { plan } from '../planner/planner.ts';
import { readPlannerView } from '../store/queries/planner-view.ts';
import type { Store } from '../store/store.ts';
import { requirePipeline, setPipelineStatus } from '../store/transitions/pipelines.ts';

interface Deps {
  store: Pick<Store, 'write'>;
  configuration: Configuration;
  log: Log;
  now: () => number;
}

export async function startPipeline(deps: Deps, id: number): Promise<void> {
  const started = await deps.store.write(async (tx) => {
    const pipeline = await tx.selectFrom('pipelines').selectAll().where('id', '=', id).executeTakeFirst();
    // Paused, cancelled or deleted since the plan was made.
    if (pipeline?.status !== 'pending') return false;
    await setPipelineStatus(tx, pipeline, 'running', deps.now());
    return true;
  });
  if (started) deps.log.info('PIPE', id, 'The pipeline is running.');
}

/** Nothing is to be started, and whether a pipeline is over hangs on no process. */
const noCapabilities: Capabilities = { providers: [], trusted: false };

/**
 * Ends a pipeline with the status its parts have. The planner is asked again inside the transaction: a retry may have
 * opened something since the plan was made.
 */
export async function finishPipeline(deps: Deps, id: number): Promise<void> {
  const status = await deps.store.write(async (tx) => {
    const scope = { limits: deps.configuration, capabilities: noCapabilities, pipelines: new Set([id]) };
    const view = await readPlannerView(tx, scope, deps.now());
    const finish = plan(view).actions.find((action) => action.kind === 'finishPipeline');
    if (!finish) return null;
    await setPipelineStatus(tx, await requirePipeline(tx, id), finish.status, deps.now());
    return finish.status;
  });
  if (status) deps.log.info('PIPE', id, `The pipeline is ${status}.`);
}
