import fs from 'node:fs';
import path from 'node:path';
import { isTerminal } from '../../../src/engine/domain/status.ts';
import { modelFolder } from '../../../src/engine/domain/app-ref.ts';
import { findByFile } from '../../../src/engine/store/queries/pipelines.ts';
import type { Store, Tx } from '../../../src/engine/store/store.ts';
import {
  cancelPipeline,
  pausePipeline,
  resumePipeline,
} from '../../../src/engine/store/transitions/control.ts';
import { deletePipeline } from '../../../src/engine/store/transitions/delete-pipeline.ts';
import { createPipeline } from '../../../src/engine/store/transitions/pipelines.ts';
import { retryTarget } from '../../../src/engine/store/transitions/retry.ts';
import type { Action } from './commands.ts';
import { configurationOf, definitionOf } from './plans.ts';
import type { Plan } from './plans.ts';
import type { World } from './world.ts';

const mostPipelines = 6;
const fileHash = 'hash';

/** Does one thing to a world. What there is nothing for is left out, so that any part of a sequence is one, too. */
export async function perform(world: World, action: Action): Promise<void> {
  switch (action.kind) {
    case 'create':
      if (world.state.pipelines.size < mostPipelines)
        create(world, `plan ${world.plans.size + 1}`, action.plan);
      return;
    case 'run again': {
      const [file] = pick([...world.plans.keys()], action.pick);
      if (file !== undefined && world.state.pipelines.size < mostPipelines)
        runAgain(world, file, action.anew);
      return;
    }
    case 'finish': {
      const [work] = pick(world.running, action.pick);
      if (work) world.end(work, action.outcome);
      return;
    }
    case 'finish many':
      for (let count = action.count; count > 0; count--) {
        const [work] = pick(world.running, count);
        if (!work) return;
        world.end(work, action.outcome);
        await world.goOn(null);
      }
      return;
    case 'pause':
    case 'resume':
    case 'cancel':
    case 'delete':
    case 'retry failed':
      return control(world, action.kind, action.pick);
    case 'retry app':
    case 'retry subtask':
      return retryOne(world, action.kind, action.pick);
    case 'advance':
      return world.advance(action.ms);
    case 'set wall clock':
      world.clock.setWall(action.byMs);
      return world.lookAgain();
    case 'crash':
      return world.crash(action.operations);
    case 'shut down':
      if (!world.isStopping) world.stop(action.graceMs, action.providers);
      return;
    case 'obstruct':
      return obstruct(world, action.pick);
    case 'clear':
      return clear(world);
    case 'repair':
      return repair(world);
  }
}

function pick<T>(items: readonly T[], by: number): T[] {
  return items.length === 0 ? [] : [items[by % items.length]!];
}

function create(world: World, file: string, plan: Plan): void {
  world.plans.set(file, plan);
  const [definition, configuration] = [definitionOf(plan), configurationOf(plan)];
  world.ask({ kind: 'create', pipelineId: null }, ({ store }) =>
    store.write((tx) =>
      createPipeline(tx, { definition, configuration, file, fileHash, now: world.clock.now() }),
    ),
  );
}

/** As the engine does it: an unfinished one goes on, a finished one is left as it is unless another is wanted. */
function runAgain(world: World, file: string, anew: boolean): void {
  const plan = world.plans.get(file)!;
  const ofFile = [...world.state.pipelines.values()].filter((pipeline) => pipeline.file === file);
  if (anew) return create(world, file, plan);
  const open = ofFile.findLast(({ status }) => !isTerminal(status));
  world.ask({ kind: 'resume', pipelineId: open?.id ?? null }, ({ store }) =>
    store.write(async (tx) => {
      const { same } = await findByFile(tx, file, fileHash);
      if (same && !isTerminal(same.status)) await resumePipeline(tx, same.id, world.clock.now());
    }),
  );
}

function control(
  world: World,
  kind: 'pause' | 'resume' | 'cancel' | 'delete' | 'retry failed',
  by: number,
): void {
  const [id] = pick([...world.state.pipelines.keys()], by);
  if (id === undefined) return;
  const now = world.clock.now();
  const write = <T>(store: Store, run: (tx: Tx) => Promise<T>) => store.write(run);
  switch (kind) {
    case 'pause':
      return world.ask({ kind, pipelineId: id }, ({ store }) =>
        write(store, (tx) => pausePipeline(tx, id, now)),
      );
    case 'resume':
      return world.ask({ kind, pipelineId: id }, ({ store }) =>
        write(store, (tx) => resumePipeline(tx, id, now)),
      );
    case 'cancel':
      return world.ask({ kind, pipelineId: id }, async ({ store, scheduler }) => {
        scheduler.stopAttempts(await write(store, (tx) => cancelPipeline(tx, id, now)));
      });
    case 'delete':
      return world.ask({ kind, pipelineId: id }, async ({ store, scheduler }) => {
        const { attempts } = await write(store, (tx) => deletePipeline(tx, id, now));
        scheduler.pipelineDeleted(attempts);
      });
    case 'retry failed':
      return world.ask({ kind: 'retry', pipelineId: id }, ({ store }) =>
        write(store, (tx) => retryTarget(tx, { kind: 'failed', pipelineId: id }, now)),
      );
  }
}

function retryOne(world: World, kind: 'retry app' | 'retry subtask', by: number): void {
  const rows = kind === 'retry app' ? world.state.jobs : world.state.subtasks;
  const [row] = pick([...rows.values()], by);
  if (!row) return;
  const target =
    kind === 'retry app'
      ? ({ kind: 'app', jobId: row.id } as const)
      : ({ kind: 'subtask', subtaskId: row.id } as const);
  const now = world.clock.now();
  world.ask({ kind: 'retry', pipelineId: row.pipeline_id }, ({ store }) =>
    store.write((tx) => retryTarget(tx, target, now)),
  );
}

/** Something lies in the place of an app that is being made: of its model's folder, or of its revision's. */
function obstruct(world: World, by: number): void {
  const [work] = pick(
    world.running.filter(({ kind }) => kind === 'job'),
    by,
  );
  if (!work) return;
  const folder = path.join(world.stateDir, 'apps', modelFolder(work.model));
  if (!fs.existsSync(folder)) fs.writeFileSync(folder, 'in the way');
}

export function clear(world: World): void {
  const apps = path.join(world.stateDir, 'apps');
  for (const name of fs.readdirSync(apps)) {
    const folder = path.join(apps, name);
    if (fs.statSync(folder).isFile()) fs.rmSync(folder);
  }
}

/** Damaged apps get back what they should have held. */
export function repair(world: World): void {
  const places = ['apps', 'attempts'].map((name) => path.join(world.stateDir, name));
  for (const entry of places.flatMap((place) =>
    fs.readdirSync(place, { recursive: true, withFileTypes: true }),
  )) {
    if (entry.name !== 'main.js') continue;
    const file = path.join(entry.parentPath, entry.name);
    const content = fs.readFileSync(file, 'utf8');
    if (content.endsWith('damaged')) fs.writeFileSync(file, content.slice(0, -'damaged'.length));
  }
}
