import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { folderId } from '../../src/engine/container-place.ts';
import type { RunningApp } from '../../src/engine/domain/running-app.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { testEngine } from '../support/docker/engine.ts';
import { ownSettings } from '../support/own-settings.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const app = 'builtin/baseline:1';
const inContainers = ['--runtime', 'docker'];

describe('apps in containers that people run', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  ownSettings(folder, { 'containers.baseImages': { 'node:24-bookworm-slim': nodeImage } });
  let client: Dockerode;

  before(async () => {
    ({ client } = await testEngine());
  });

  async function run(more: object): Promise<void> {
    const trial = {
      name: 'Trial',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
    };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify({ ...trial, ...more }));
    const { status, stderr } = await runCli(folder(), 'run', 'trial.assay.json', ...inContainers);
    assert.equal(status, 0, stderr);
  }
  async function shown(): Promise<RunningApp | undefined> {
    const { stdout } = await runCli(folder(), 'app', 'list', '--json');
    return (JSON.parse(stdout) as { apps: RunningApp[] }).apps[0];
  }
  async function ours() {
    const filters = { label: [`assay.state=${await folderId(path.join(folder(), '.assay'))}`] };
    const [containers, networks] = await Promise.all([
      client.listContainers({ all: true, filters }),
      client.listNetworks({ filters }),
    ]);
    const roles = containers.map(({ Labels }) => Labels['assay.role']);
    return { containers, all: [...roles, ...networks.map(() => 'network')].sort() };
  }
  const send = (url: string | null | undefined, init: RequestInit = {}) =>
    fetch(`${url}/api/notes`, {
      ...init,
      headers: { connection: 'close', 'content-type': 'application/json' },
    });
  const note = { method: 'POST', body: JSON.stringify({ title: 'Tea', content: 'Green.' }) };
  const titles = async (url: string | null | undefined) => (await (await send(url)).text()).includes('Tea');

  it('have fresh data after a restart, another image after a rebuild, and say how they ended', async () => {
    await run({});
    const foreground = startCli(folder(), 'app', 'start', app, ...inContainers);
    await foreground.says('until Ctrl+C');
    const first = await shown();
    assert.deepEqual([first?.status, first?.place, first?.kept], ['running', 'container', false]);
    assert.equal((await send(first?.url, note)).status, 201);
    assert.ok(await titles(first?.url));
    const image = (await ours()).containers.find(({ Labels }) => Labels['assay.role'] === 'app')!.ImageID;

    assert.equal((await runCli(folder(), 'app', 'restart', app)).status, 0);
    assert.ok(!(await titles((await shown())?.url)), 'its data is its own');
    const rebuilt = await runCli(folder(), 'app', 'rebuild', app);
    assert.equal(rebuilt.status, 0, rebuilt.stderr);
    const { containers, all } = await ours();
    assert.deepEqual(all, ['app', 'forwarder', 'network'], 'only the last instance is there');
    const container = containers.find(({ Labels }) => Labels['assay.role'] === 'app')!;
    assert.notEqual(container.ImageID, image);

    await client.getContainer(container.Id).kill();
    const ended = await foreground.result;
    assert.equal(ended.status, 1);
    assert.match(ended.stderr, /It ended by itself \(exit status 137\)/);
    assert.match(ended.stdout, /is started --/);
    assert.deepEqual((await ours()).all, []);
  });

  it('stay after their analysis where that is wanted, beyond the end of who has them, until they are stopped', async () => {
    await run({
      analysis: { services: { 'dynamic-analyzer': {} } },
      configuration: { 'containers.keepApps': true },
    });
    assert.deepEqual((await ours()).all, ['app', 'forwarder', 'network'], 'of all instances one has stayed');
    const kept = await shown();
    assert.deepEqual([kept?.status, kept?.kept, kept?.app], ['running', true, app]);
    assert.equal((await send(kept?.url)).status, 200);

    // Who owns the folder is killed, not asked.
    const owner = startCli(folder(), 'app', 'start', app, ...inContainers);
    await owner.says('until Ctrl+C');
    await owner.process.kill();
    const found = await shown();
    assert.deepEqual([found?.status, found?.url], ['running', kept?.url]);
    assert.equal((await runCli(folder(), 'app', 'logs', app)).status, 0);

    assert.match((await runCli(folder(), 'app', 'stop', app)).stdout, /is stopped/);
    assert.deepEqual((await ours()).all, []);
  });

  it('that would stay end with the command that a person has started them by', async () => {
    await run({ configuration: { 'containers.keepApps': true } });
    const foreground = startCli(folder(), 'app', 'start', app, ...inContainers);
    await foreground.says('until Ctrl+C');
    assert.equal((await shown())?.kept, true);
    foreground.process.signal('SIGINT');
    const { status, stdout } = await foreground.result;
    assert.equal(status, 130);
    assert.match(stdout, /it was stopped --/);
    assert.deepEqual((await ours()).all, []);
  });

  it('that were kept go when their pipeline is deleted', async () => {
    await run({
      analysis: { services: { 'dynamic-analyzer': { tools: ['http-probe'] } } },
      configuration: { 'containers.keepApps': true },
    });
    assert.equal((await ours()).containers.length, 2);
    assert.equal((await runCli(folder(), 'delete', '1')).status, 0);
    assert.deepEqual((await ours()).all, []);
  });
});
