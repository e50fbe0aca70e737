import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type Dockerode from 'dockerode';
import { folderId } from '../../src/engine/container-place.ts';
import type { ToolResult } from '../../src/engine/domain/analysis.ts';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { testBaseImages } from '../support/docker/base-images.ts';
import { removeBuilt, testEngine } from '../support/docker/engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { SshEngine } from '../support/docker/ssh-engine.ts';
import { ownSettings } from '../support/own-settings.ts';
import { projectRoot } from '../support/project.ts';
import { startProgram } from '../support/run-cli.ts';
import type { CliRun } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { buildTimeoutMs } from './support/analyzer-bench.ts';

interface EngineEvent {
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
}

describe('a run with apps and tools on an engine of another machine', function () {
  this.timeout(buildTimeoutMs);
  const folder = temporaryFolder();
  const there = mkdtempSync(path.join(os.tmpdir(), 'assay-there-'));
  const engine = new SshEngine(there);
  const states: string[] = [];
  let client: Dockerode;
  ownSettings(folder, {
    'containers.engine': engine.host,
    'containers.baseImages': testBaseImages,
    'containers.stabilizationDelayMs': 0,
    'analysis.toolboxes': 'docker',
    'performance.durationMs': 1_000,
  });

  before(async () => {
    ({ client } = await testEngine());
  });
  afterEach(async () => {
    const state = await folderId(path.join(folder(), '.assay'));
    states.push(state);
    assert.deepEqual(await leftOf(client, state), [], 'nothing is left behind');
  });
  after(async () => {
    for (const state of states) await removeBuilt(client, state);
    rmSync(there, { recursive: true });
  });

  function start(services: object): CliRun {
    const file = {
      ...{ name: 'Trial', models: ['builtin/flawed'], templates: ['notes'], stack: 'node-express' },
      analysis: { services },
    };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(file));
    const cli = path.join(projectRoot, 'dist', 'cli.cjs');
    const args = ['run', 'trial.assay.json', '--json', '--verbose', '--runtime', 'docker'];
    const env = [`PATH=${engine.env['PATH']}`, 'DOCKER_HOST='];
    return startProgram(folder(), '/usr/bin/env', [...env, process.execPath, cli, ...args]);
  }
  /** Resolves once a container of tools has joined another network than its own. */
  async function aToolMeetsItsApp(events: Readable): Promise<void> {
    const own = new Map<string, string>();
    for await (const line of createInterface({ input: events })) {
      const { Action, Actor } = JSON.parse(line) as EngineEvent;
      const { name = '', container = '', ...labels } = Actor.Attributes;
      if (Action === 'connect' && own.has(container) && own.get(container) !== name) break;
      if (labels['assay.role'] !== 'analyzer') continue;
      if (labels['assay.state'] === (await folderId(path.join(folder(), '.assay')))) own.set(Actor.ID, name);
    }
    events.destroy();
  }
  async function storedResults(): Promise<Map<string, ToolResult>> {
    const blobs = path.join(folder(), '.assay', 'blobs');
    const results = new Map<string, ToolResult>();
    for (const entry of await readdir(blobs, { withFileTypes: true, recursive: true })) {
      const text = entry.isFile() ? await readFile(path.join(entry.parentPath, entry.name), 'utf8') : '';
      if (!text.startsWith('{"tool":')) continue;
      const result = JSON.parse(text) as ToolResult;
      results.set(result.tool, result);
    }
    return results;
  }
  async function endsEarly(run: CliRun): Promise<never> {
    throw new Error(`It ended before any tool had met its app:\n${(await run.result).stderr}`);
  }
  async function completed(run: CliRun) {
    const { status, stdout, stderr } = await run.result;
    assert.equal(status, 0, stderr.slice(-6_000));
    const { pipelines } = JSON.parse(stdout) as StatusDocument;
    return pipelines[0]!.analysis.mainTasks.flatMap(({ subtasks }) => subtasks);
  }

  it('comes to results of every kind: of tools that read the app, that call it and that load it', async () => {
    const run = start({ 'static-analyzer': {}, 'dynamic-analyzer': {}, 'performance-tester': {} });
    const tools = (await completed(run)).flatMap((subtask) => subtask.tools);
    assert.deepEqual(
      tools.map(({ name, status, reason }) => [name, status, reason]).sort(),
      ['autocannon', 'endpoint-tester', 'eslint', 'http-probe', 'semgrep'].map((name) => [
        ...[name, 'succeeded', null],
      ]),
    );
    const results = await storedResults();
    assert.ok(results.get('semgrep')!.sarif!.runs[0]!.results!.length > 0);
    const verdicts = results.get('endpoint-tester')!.verdicts.map(({ result }) => result);
    assert.ok(verdicts.length > 0 && verdicts.includes('works'), String(verdicts));
    const requests = results.get('autocannon')!.measurements.find(({ name }) => name === 'requests.average');
    assert.ok(requests!.value > 0);
  });

  it('tries again what the loss of the connection has cut off, once there is one', async () => {
    const filters = { event: ['start', 'connect'] };
    const events: Readable = (await client.getEvents({ filters })) as never;
    const run = start({ 'static-analyzer': { tools: ['eslint'] }, 'dynamic-analyzer': {} });
    await Promise.race([aToolMeetsItsApp(events), endsEarly(run)]);
    engine.takeRouteAway();
    engine.cut();
    await run.says('gone away; what needs it waits');
    engine.giveRouteBack();
    const subtasks = await completed(run);
    const tools = subtasks.flatMap((subtask) => subtask.tools);
    assert.ok(
      tools.every(({ status }) => status === 'succeeded'),
      JSON.stringify(tools),
    );
    const lost = subtasks.flatMap(({ attempts }) => attempts.flatMap(({ error }) => error ?? []));
    assert.ok(lost.length > 0, 'something was cut off');
    assert.ok(
      lost.every(({ errorClass }) => errorClass === 'transient'),
      JSON.stringify(lost),
    );
  });
});
