import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { folderId } from '../../../src/engine/container-place.ts';
import type { StatusDocument } from '../../../src/engine/domain/status-document.ts';
import { seededRandom } from '../../../src/engine/generation/builtin/random.ts';
import { nodeImage } from '../../support/docker/base-images.ts';
import { imagesWith, removeImages } from '../../support/docker/engine.ts';
import { setVariable } from '../../support/environment.ts';
import { leftOf } from '../../support/docker/left-of.ts';
import { runCli } from '../../support/run-cli.ts';
import { ForeignThings } from './foreign-things.ts';
import { phases, runAndKill } from './killed-run.ts';
import type { End, Plan } from './killed-run.ts';

export interface CycleOptions {
  client: Dockerode;
  /** Empty. */
  folder: string;
  kills: number;
  seed: number;
  say(line: string): void;
}

export interface CycleSummary {
  kills: number;
  pipelines: number;
  /** How often each phase was met. */
  met: Record<string, number>;
  /** Kills that left anything. */
  withLeftovers: number;
}

const file = 'trial.assay.json';
const maxRounds = 6;
/** Of so many tries to kill it in a phase one meets it. */
const enoughToMeet = 5;

/**
 * Runs pipelines whose apps are in containers, kills the process at random moments and starts it again; lets it finish at
 * the end.
 * @throws AssertionError when work was lost, anything of ours is left, or anything else was touched
 */
export async function killCycles(options: CycleOptions): Promise<CycleSummary> {
  const { client, folder, kills, seed, say } = options;
  const random = seededRandom(seed);
  mkdirSync(path.join(folder, '.assay'));
  const state = await folderId(path.join(folder, '.assay'));
  writeFileSync(path.join(folder, file), JSON.stringify(trial));
  const settings = { 'containers.baseImages': { 'node:24-bookworm-slim': nodeImage } };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  const restore = setVariable('ASSAY_SETTINGS', path.join(folder, 'settings.json'));
  const foreign = new ForeignThings(client);
  const where = { client, state, cwd: folder };
  const run = (...more: string[]) => ['run', file, '--json', '--verbose', '--runtime', 'docker', ...more];
  const summary: CycleSummary = { kills: 0, pipelines: 1, met: {}, withLeftovers: 0 };
  try {
    await foreign.make(state);
    const others = new Set(await leftOf(client, state));
    const left = async () => (await leftOf(client, state)).filter((name) => !others.has(name));
    let finished = false;
    const planned: Record<string, number> = {};
    while (summary.kills < kills) {
      const plan = randomPlan(random);
      if (plan.phase === 'building') await removeAppImages(client, state);
      const end = await runAndKill(run(...(finished ? ['--new'] : [])), { ...where, plan });
      if (finished) summary.pipelines++;
      finished = !end.killed;
      if (end.killed) summary.kills++;
      const remains = await left();
      if (remains.length > 0) summary.withLeftovers++;
      planned[plan.phase] = (planned[plan.phase] ?? 0) + 1;
      if (end.killed && end.came) summary.met[plan.phase] = (summary.met[plan.phase] ?? 0) + 1;
      if (!end.killed) assert.deepEqual(remains, [], 'a run that ended left something');
      say(`${summary.kills} ${told(plan, end)}: ${remains.length} things left`);
      await foreign.check();
    }
    for (const [phase, count] of Object.entries(planned)) {
      // A moment that cannot be recognised any more would be tried for nothing.
      assert.ok(count < enoughToMeet || summary.met[phase], `${phase} was never met`);
    }
    await finish(folder, (id) => runAndKill(run('--resume', String(id)), { ...where, plan: null }));
    await foreign.check();
    assert.deepEqual(await left(), [], 'something of ours is left');
    const verified = await runCli(folder, 'verify');
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    return summary;
  } finally {
    await foreign.remove();
    await removeAppsAndForwarder(client, state);
    restore();
  }
}

const trial = {
  ...{ name: 'Trial', models: ['builtin/baseline', 'builtin/flawed'], templates: ['notes', 'links'] },
  ...{ stack: 'node-express', analysis: { services: { 'dynamic-analyzer': {} } } },
};

function randomPlan(random: () => number): Plan {
  const phase = phases[Math.floor(random() * phases.length)]!;
  const longest = {
    beginning: 1_500,
    building: 1_000,
    creating: 60,
    starting: 200,
    measuring: 2_500,
    removing: 60,
  };
  return { phase, moment: 1 + Math.floor(random() * 4), delayMs: Math.floor(random() * longest[phase]) };
}

function told({ phase, moment, delayMs }: Plan, end: End): string {
  if (!end.killed) return `ended with status ${end.status} before it was killed`;
  const at = end.came
    ? `${phase} no. ${moment} + ${delayMs} ms`
    : `late, ${phase} no. ${moment} did not come`;
  return `killed after ${end.afterMs} ms (${at})`;
}

/** What was interrupted too often is tried again, as a person would; then all of it must be there. */
async function finish(folder: string, resume: (pipelineId: number) => Promise<End>): Promise<void> {
  const status = async () =>
    (JSON.parse((await runCli(folder, 'status', '--json')).stdout) as StatusDocument).pipelines;
  for (let round = 1; ; round++) {
    const open = (await status()).filter((pipeline) => pipeline.status !== 'completed');
    if (open.length === 0) break;
    assert.ok(round <= maxRounds, `still ${open.map(({ id, status: how }) => `${id} ${how}`).join()}`);
    for (const { id } of open) {
      await runCli(folder, 'retry', String(id), '--failed');
      await resume(id);
    }
  }
  for (const { id, generation, analysis } of await status()) {
    assert.deepEqual([id, generation.completed, analysis.completed], [id, 4, 4]);
  }
}

async function removeAppImages(client: Dockerode, state: string): Promise<void> {
  for (const tag of await builtBy(client, state)) {
    if (/^assay\/node-express:/.test(tag))
      await client
        .getImage(tag)
        .remove()
        .catch(() => undefined);
  }
}

/** What is fetched from the network is left to the next run. */
async function removeAppsAndForwarder(client: Dockerode, state: string): Promise<void> {
  const tags = await builtBy(client, state);
  await removeImages(
    client,
    tags.filter((tag) => !/-dependencies:/.test(tag)),
  );
}

const builtBy = (client: Dockerode, state: string) => imagesWith(client, `assay.builder=${state}`);
