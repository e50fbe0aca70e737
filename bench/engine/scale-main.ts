/** The process of one store of some size: what one transition costs in it, and one decision. */
import { randomUUID } from 'node:crypto';
import { commonCapabilities } from '../../src/engine/domain/capabilities.ts';
import { defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import { plan } from '../../src/engine/planner/planner.ts';
import { readPlannerView } from '../../src/engine/store/queries/planner-view.ts';
import type { Store } from '../../src/engine/store/store.ts';
import { claimSubtasks } from '../../src/engine/store/transitions/claim-subtasks.ts';
import { completeSubtask } from '../../src/engine/store/transitions/subtasks.ts';
import { openStore } from '../../test/support/open-store.ts';
import { serve } from '../support/child.ts';
import { ownMs } from '../support/own-time.ts';
import { toolRunOutcomes } from './tool-run-outcomes.ts';

/** Milliseconds; processor time is this thread's own. */
export interface Costs {
  singly: number[];
  /** Of one transition in a group. */
  inGroups: number[];
  cpuInGroups: number[];
  decisions: number[];
}

const groupSize = 64;
let store: Store | null = null;
let next = 0;

const methods = {
  async open(stateDir: string, firstPending: number): Promise<void> {
    store = await openStore(stateDir);
    next = firstPending;
  },
  /** Claims and completes that many subtasks one by one, then groups of them; decides after each. */
  async round(singly: number, groups: number): Promise<Costs> {
    const costs: Costs = { singly: [], inGroups: [], cpuInGroups: [], decisions: [] };
    for (let index = 0; index < singly; index++) {
      const id = next++;
      let startedAt = performance.now();
      const claimed = await claim(id);
      costs.singly.push(performance.now() - startedAt);
      costs.decisions.push(await decide());
      startedAt = performance.now();
      await complete(claimed);
      costs.singly.push(performance.now() - startedAt);
      costs.decisions.push(await decide());
    }
    for (let index = 0; index < groups; index++) {
      const ids = Array.from({ length: groupSize }, () => next++);
      const startedAt = performance.now();
      const cpuBefore = ownMs();
      const claimed = await Promise.all(ids.map(claim));
      await Promise.all(claimed.map(complete));
      costs.cpuInGroups.push((ownMs() - cpuBefore) / (2 * groupSize));
      costs.inGroups.push((performance.now() - startedAt) / (2 * groupSize));
    }
    return costs;
  },
};
export type ScaleMethods = typeof methods;

const claim = (id: number) =>
  store!.write((tx) => claimSubtasks(tx, [{ id, token: randomUUID() }], Date.now()));

async function complete([claimed]: Awaited<ReturnType<typeof claim>>): Promise<void> {
  if (!claimed) throw new Error('A subtask could not be claimed.');
  await store!.write((tx) => completeSubtask(tx, claimed, toolRunOutcomes, Date.now()));
}

/** From an event to the plan: the view is read and the planner asked. */
async function decide(): Promise<number> {
  const startedAt = performance.now();
  const scope = { limits: defaultConfiguration, capabilities: commonCapabilities, pipelines: null };
  const view = await store!.read((db) => readPlannerView(db, scope, Date.now()));
  const { actions } = plan(view);
  const took = performance.now() - startedAt;
  if (actions.length === 0) throw new Error('There was nothing to decide.');
  return took;
}

serve(methods);
