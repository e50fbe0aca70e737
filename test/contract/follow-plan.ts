import { defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import type { Capabilities } from '../../src/engine/domain/capabilities.ts';
import type { ToolName } from '../../src/engine/domain/tools.ts';
import { plan } from '../../src/engine/planner/planner.ts';
import type { Action, PlannerView } from '../../src/engine/planner/planner.ts';
import { readPlannerView } from '../../src/engine/store/queries/planner-view.ts';
import type { Reader } from '../../src/engine/store/store.ts';
import type { StoreDriver } from './store-driver.ts';

const capabilities: Capabilities = { providers: ['builtin', 'remote'], trusted: true };

/** What the planner sees. @param pipelines ids; null: all */
export const plannerView = (db: Reader, pipelines: number[] | null, now: number): Promise<PlannerView> =>
  readPlannerView(
    db,
    { limits: defaultConfiguration, capabilities, pipelines: pipelines && new Set(pipelines) },
    now,
  );

/** Does what the planner says, as the scheduler would; work succeeds at once. @returns false: there was nothing */
export async function followPlan(driver: StoreDriver): Promise<boolean> {
  const now = driver.tick();
  const view = await driver.store.read((db) => plannerView(db, null, now));
  const { actions } = plan(view);
  for (const action of actions) await follow(driver, action);
  return actions.length > 0;
}

/** Until nothing is left to do at the time. */
export async function runToEnd(driver: StoreDriver): Promise<void> {
  while (await followPlan(driver));
}

async function follow(driver: StoreDriver, action: Action): Promise<void> {
  switch (action.kind) {
    case 'startPipeline':
      return driver.startPipeline(action.pipelineId);
    case 'finishPipeline':
      return driver.finishPipeline(action.pipelineId);
    case 'submitApp':
      await driver.submit(action.jobId);
      return;
    case 'startJob':
      for (const claimed of await driver.claimJobs([action.jobId])) {
        const revisionId = await driver.completeJob(claimed, claimed.revision);
        // Null: cancelled or taken away meanwhile.
        if (revisionId !== null) await driver.publish(revisionId);
      }
      return;
    case 'startSubtask':
      for (const claimed of await driver.claimSubtasks([action.subtaskId])) {
        await driver.completeSubtask(claimed, JSON.parse(claimed.subtask.tools) as ToolName[]);
      }
  }
}
