import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isTerminal } from '../../../src/engine/domain/status.ts';
import { verifyState } from '../../../src/engine/store/verify/verify-state.ts';
import { programs } from '../../support/open-store.ts';
import type { Command, Machine } from './commands.ts';
import { broken } from './laws/moment.ts';
import { clear, perform, repair } from './perform.ts';
import { providers } from './plans.ts';
import type { Plan } from './plans.ts';
import { World } from './world.ts';

/** In memory where that is possible. */
const base = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

/** What was broken, and after how many of the commands; null: after all of them, on the way to the end. */
export class BrokenLaw extends Error {
  readonly step: number | null;

  constructor(message: string, options: ErrorOptions, step: number | null) {
    super(message, options);
    this.name = 'BrokenLaw';
    this.step = step;
  }
}

/** Far more than any sequence leaves to do. */
const mostRounds = 3_000;
const longestWaitMs = 400_000;

/**
 * One world from its beginning to its end: what it is asked, each law after each step, then everything runs to its end.
 * @throws Error that says which law was broken
 */
export async function simulate(
  machine: Machine,
  plans: readonly Plan[],
  commands: readonly Command[],
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(base, 'assay-simulation-'));
  const world = new World(machine, folder);
  let step: number | null = 0;
  try {
    await world.begin('nothing');
    for (const plan of plans) await perform(world, { kind: 'create', plan });
    for (const [index, { action, steps }] of commands.entries()) {
      step = index + 1;
      await perform(world, action);
      await world.goOn(steps);
      if (steps === null) await world.checkRest();
    }
    step = null;
    await toTheEnd(world);
  } catch (error) {
    const last = world.log.slice(-15).join('\n');
    throw new BrokenLaw(`${(error as Error).message}\nThe log ends:\n${last}`, { cause: error }, step);
  } finally {
    await world.leave();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Work that ends lets pipelines end. */
async function toTheEnd(world: World): Promise<void> {
  clear(world);
  await world.goOn(null);
  // Also of a shutdown under way: what comes after it may ask fewer.
  while (world.isStopping || !world.canAskAll) {
    if (!world.isStopping) world.stop(0, providers);
    await world.advance(10_000);
  }
  for (const { id, status } of world.state.pipelines.values()) {
    if (status === 'paused') await perform(world, { kind: 'resume', pick: indexOf(world, id) });
  }
  await world.goOn(null);
  const success = { kind: 'success', tools: ['succeeded'], damaged: false } as const;
  for (let round = 0; ; round++) {
    if (round > mostRounds) broken('Pipelines end when work does', 'after many rounds', world.running.length);
    const [work] = world.running;
    if (work) {
      world.end(work, success);
      await world.goOn(null);
      await world.checkRest();
    } else if (world.isStopping || !allEnded(world)) {
      await world.advance(longestWaitMs);
    } else {
      break;
    }
  }
  await lastLife(world);
}

const indexOf = (world: World, id: number): number => [...world.state.pipelines.keys()].indexOf(id);

const allEnded = ({ state }: World): boolean =>
  [...state.pipelines.values()].every(({ status }) => isTerminal(status));

/** Opened once more, there is nothing to do; and the folder is sound to its last file. */
async function lastLife(world: World): Promise<void> {
  world.stop(0, providers);
  await world.advance(10_000);
  if (world.isStopping) broken('A shutdown comes to its end', 'after grace and join', world.running.length);
  await world.checkRest();
  if (world.running.length > 0)
    broken('What is finished is not done again', 'at the last start', world.running);
  repair(world);
  checkDisk(world);
  const { problems } = await verifyState({ stateDir: world.stateDir, wasmFile: programs.wasmFile });
  if (problems.length > 0) broken('Verify finds nothing', 'the state folder', problems);
}

/** Every app that is recorded has its place, and what was deleted has left none. */
function checkDisk({ state, stateDir }: World): void {
  const apps = path.join(stateDir, 'apps');
  const there = fs
    .readdirSync(apps, { recursive: true, encoding: 'utf8' })
    .filter((name) => /[\\/]r\d+$/.test(name))
    .map((name) => `apps/${name.replaceAll('\\', '/')}`);
  const recorded = [...state.revisions.values()].filter(({ published }) => published === 1);
  const expected = recorded.map((revision) => revision.path);
  if (there.sort().join() !== expected.sort().join()) {
    broken('On the disk is what is recorded', apps, [there, expected]);
  }
}
