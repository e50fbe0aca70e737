import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../src/engine/generation/builtin/random.ts';
import { projectRoot } from '../support/project.ts';
import { ModelServer } from '../support/model-server/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { callName, readRecorded } from './support/recorded-answers.ts';
import { callsOfAll, steppingModels, steppingScript } from './support/stepping-models.ts';

const kills = Number(process.env['ASSAY_PAID_KILLS'] ?? 10);
const width = 3;
/** Enough that no life gets to the end of them. */
const replicates = Math.ceil(kills / 2);
const templates = ['notes', 'links', 'expenses'];

describe('a process that asks models over the network and is killed', function () {
  const folder = temporaryFolder();
  const seed = Number(process.env['ASSAY_CRASH_SEED'] ?? randomInt(2 ** 31));
  this.timeout(60_000 + kills * 15_000);
  let server: ModelServer;
  let child: ChildProcess | null = null;
  beforeEach(async () => {
    server = await ModelServer.start({ answer: () => 'nothing', script: steppingScript });
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await server.close();
  });

  it(`asks for nothing again that it has been answered, over ${kills} kills (ASSAY_CRASH_SEED=${seed} repeats it)`, async () => {
    const random = seededRandom(seed);
    const stateDir = path.join(folder(), 'state');
    const assay = prepare(folder(), stateDir, server.baseUrl('openai'));
    let lost = 0;
    let recorded = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const known = existsSync(stateDir) ? await readRecorded(stateDir) : [];
      const asked = countByCall(server);
      child = assay('run', 'trial.assay.json', '--yes');
      // In turn within the first calls of a life, of which none need be recorded yet, and past an answer at least.
      const first = kill % 2 === 1;
      await someCalls(
        server,
        child,
        1 + (first ? Math.floor(random() * width) : width + Math.floor(random() * 2)),
      );
      // Into a call, between two, or while an answer is being recorded.
      await delay(random() * 60);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await Promise.all(server.calls.map(({ ended }) => ended));
      assertAskedOnce(known, asked, countByCall(server), `kill ${kill}`);
      const now = await readRecorded(stateDir);
      assert.equal(new Set(now.map(({ job }) => job)).size, now.length, 'a call of a job was recorded twice');
      // What this life has asked for and did not get to record.
      const lostNow = server.calls.length - now.length - lost;
      assert.ok(lostNow >= 0 && lostNow <= width, `kill ${kill}: ${lostNow} answers were lost`);
      assert.ok(now.length >= recorded, `kill ${kill}: recorded answers have gone`);
      [lost, recorded] = [lost + lostNow, now.length];
    }
    assert.ok(recorded > 0 && lost > 0, `the kills proved little: ${recorded} recorded, ${lost} lost`);
    // What was cut short three times in a row waits for a person; the second time it is that person.
    child = assay('run', 'trial.assay.json', '--yes');
    await once(child, 'exit');
    child = assay('retry', '1', '--failed');
    await once(child, 'exit');
    child = assay('run', 'trial.assay.json', '--yes');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    const all = await readRecorded(stateDir);
    assert.equal(all.length, callsOfAll * templates.length * replicates);
    assert.equal(new Set(all.map(({ job }) => job)).size, all.length);
    assert.equal(server.calls.length, all.length + lost);
  });
});

/** Of what a life has found recorded nothing was asked again, beyond what other jobs ask in the same words. */
function assertAskedOnce(
  known: readonly { call: string }[],
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  when: string,
): void {
  const counts = Map.groupBy(known, ({ call }) => call);
  for (const [call, { length }] of counts) {
    if (length < replicates) continue;
    assert.equal(after.get(call), before.get(call), `${when}: asked again: ${call}`);
  }
}

function countByCall(server: ModelServer): Map<string, number> {
  const groups = Map.groupBy(server.calls, ({ model, promptHash }) => callName(model, promptHash));
  return new Map([...groups].map(([name, calls]) => [name, calls.length]));
}

/** Waits until so many more calls were made, or the program ends by itself. */
async function someCalls(server: ModelServer, child: ChildProcess, count: number): Promise<void> {
  const until = server.calls.length + count;
  const deadline = Date.now() + 60_000;
  while (server.calls.length < until) {
    if (child.exitCode !== null) throw new Error(`It ended by itself with ${child.exitCode}.`);
    if (Date.now() > deadline) throw new Error('It asks no model.');
    await delay(5);
  }
}

/** @returns starts the command line on the state folder */
function prepare(folder: string, stateDir: string, baseUrl: string): (...args: string[]) => ChildProcess {
  const settings = path.join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ 'providers.openaiCompatible': { lab: { baseUrl } } }));
  const file = {
    ...{ name: 'Trial', models: steppingModels, templates, stack: 'node-express', replicates },
    configuration: { 'generation.repair': 'model', 'generation.maxConcurrent': width },
  };
  writeFileSync(path.join(folder, 'trial.assay.json'), JSON.stringify(file));
  const cli = path.join(projectRoot, 'dist', 'cli.cjs');
  return (...args) =>
    spawn(process.execPath, [cli, ...args, '--state', stateDir], {
      ...{ cwd: folder, stdio: 'ignore' },
      env: { ...process.env, ASSAY_SETTINGS: settings },
    });
}
