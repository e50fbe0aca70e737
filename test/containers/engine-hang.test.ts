import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { folderId } from '../../src/engine/container-place.ts';
import { removeLabelled } from '../../src/engine/containers/reaper.ts';
import { testBaseImages } from '../support/docker/base-images.ts';
import { removeBuilt, testEngine } from '../support/docker/engine.ts';
import { startHangingEngine } from '../support/docker/hanging-engine.ts';
import type { HangingEngine } from '../support/docker/hanging-engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { setVariable } from '../support/environment.ts';
import { ownSettings } from '../support/own-settings.ts';
import { startCli } from '../support/run-cli.ts';
import type { CliRun } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const app = 'builtin/baseline:1';
/** The engine's limit, and room for a busy machine. */
const longestEndMs = 20_000 + 20_000;

describe('a container engine that says nothing any more', function () {
  this.timeout(400_000);
  const folder = temporaryFolder();
  ownSettings(folder, {
    'containers.baseImages': testBaseImages,
    ...{ 'shutdown.graceMs': 0, 'shutdown.joinMs': 100 },
  });
  let client: Dockerode;
  let engine: HangingEngine;
  /** Afterwards the engine itself is spoken to. */
  let restore = () => {};

  before(async () => {
    ({ client } = await testEngine());
  });
  beforeEach(async () => {
    engine = await startHangingEngine(folder());
    restore = setVariable('DOCKER_HOST', engine.host);
  });
  afterEach(async () => {
    restore();
    engine.close();
    // Also what a failed test has left.
    await removeLabelled(client, [`assay.state=${await state()}`]);
    await removeBuilt(client, await state());
  });

  const state = () => folderId(path.join(folder(), '.assay'));
  const left = async () => leftOf(client, await state());

  function run(more: object, ...options: string[]): CliRun {
    const trial = {
      ...{ name: 'Trial', models: ['builtin/baseline'], templates: ['notes'], stack: 'node-express' },
      ...more,
    };
    mkdirSync(path.join(folder(), '.assay'), { recursive: true });
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(trial));
    return startCli(folder(), 'run', 'trial.assay.json', '--verbose', '--runtime', 'docker', ...options);
  }
  /** Stops it while the engine hangs. @returns what it said */
  async function stopped(running: CliRun): Promise<string> {
    engine.hang();
    const askedAt = performance.now();
    running.process.signal('SIGINT');
    const { status, stderr } = await running.result;
    const took = performance.now() - askedAt;
    assert.equal(status, 130, stderr);
    assert.ok(took < longestEndMs, `it took ${took} ms`);
    assert.match(stderr, /\[SHUTDOWN\] The container engine has not removed everything in 20 s\./);
    return stderr;
  }
  const notRemoved = (what: string) =>
    new RegExp(
      `\\[CLEANUP\\] Not all of ${what} \\((assay-\\w+)\\) was removed; .* did not answer in time\\.`,
    );

  it('keeps no run from ending: it says what is left, and the next start removes that', async () => {
    const probe = { analysis: { services: { 'dynamic-analyzer': { tools: ['http-probe'] } } } };
    const first = run(probe, '--toolboxes', 'docker');
    await first.says('dynamic-analyzer: http-probe');
    const said = await stopped(first);
    const names = await left();
    for (const what of [app, 'dynamic-analyzer']) {
      const name = notRemoved(what).exec(said)?.[1];
      assert.ok(name !== undefined && names.some((each) => each.includes(name)), `${what}: ${said}`);
    }
    restore();
    const again = await run(probe, '--toolboxes', 'docker').result;
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stderr, /containers, networks and volumes of ended work were removed/);
    assert.deepEqual(await left(), []);
  });

  it('keeps nobody who runs an app from leaving it', async () => {
    assert.equal((await run({}).result).status, 0);
    const running = startCli(folder(), 'app', 'start', app, '--runtime', 'docker');
    await running.says('until Ctrl+C');
    assert.match(await stopped(running), notRemoved(app));
    assert.equal((await left()).length, 3, 'app, forwarder, network');
    restore();
    assert.equal((await run({}).result).status, 0);
    assert.deepEqual(await left(), []);
  });
});
