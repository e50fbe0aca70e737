import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { commonCapabilities } from '../../../src/engine/domain/capabilities.ts';
import { AssayError, InputError } from '../../../src/engine/domain/errors.ts';
import type { PipelineRecord } from '../../../src/engine/domain/records.ts';
import type { Engine } from '../../../src/engine/engine-api.ts';
import type { EngineOptions } from '../../../src/engine/engine-options.ts';
import { defaultCacheDir } from '../../../src/engine/processes/installation.ts';
import { EngineClient } from '../../../src/engine/remote/engine-client.ts';
import { openEngine, openView } from '../../../src/engine/shared-engine.ts';
import { callAddress } from '../../../src/engine/store/owner-socket.ts';
import { projectRoot } from '../../support/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('an engine on a state folder that another one owns', () => {
  const folder = temporaryFolder();
  const engines: Engine[] = [];
  const installation = {
    root: projectRoot,
    node: process.execPath,
    nodeEnv: {},
    cacheDir: defaultCacheDir(),
  };
  async function open(schedule: EngineOptions['schedule'] = 'all'): Promise<Engine> {
    const engine = await openEngine({
      stateDir: path.join(folder(), 'state'),
      installation,
      settings: {},
      log: () => {},
      schedule,
    });
    engines.push(engine);
    return engine;
  }
  afterEach(async () => {
    for (const engine of engines.splice(0).reverse()) await engine.shutdown(0);
  });
  function pipelineFile(replicates = 1): string {
    const file = path.join(folder(), 'trial.assay.json');
    const models = ['builtin/baseline'];
    const content = { name: 'Trial', models, templates: ['notes'], stack: 'node-express', replicates };
    writeFileSync(file, JSON.stringify(content));
    return file;
  }

  it("is a client of the owner's live engine: same state, commands and changes", async () => {
    const owner = await open();
    const client = await open();
    const changed: number[] = [];
    client.onDidChange((change) => changed.push(...change.pipelines));
    const { pipelineId } = await client.run({ file: pipelineFile(), mode: 'continue' });
    assert.equal((await client.whenSettled(pipelineId)).status, 'completed');
    assert.deepEqual(await client.pipelines(), await owner.pipelines());
    assert.deepEqual(await client.status(null), await owner.status(null));
    assert.ok(changed.includes(pipelineId));
    const [app] = await client.apps(pipelineId, { offset: 0, limit: 9 });
    assert.equal(app!.app, 'builtin/baseline:1');
    assert.equal(await client.app(app!.jobId + 1), null);
  });

  it('gets errors as they are', async () => {
    await open();
    const client = await open();
    const missing = path.join(folder(), 'none.assay.json');
    await assert.rejects(
      client.run({ file: missing, mode: 'new' }),
      (error) => InputError.is(error) && error.problems[0]!.file === missing,
    );
    await assert.rejects(
      client.pause(7),
      (error) => AssayError.is(error) && /no pipeline 7/.test(error.message),
    );
    await assert.rejects(client.pause(-1), AssayError.is);
  });

  it('deletes: at once for everyone, said twice as well, and ends the waits for it', async () => {
    const owner = await open();
    const client = await open();
    const { pipelineId } = await client.run({ file: pipelineFile(50), mode: 'new' });
    await untilGenerated(client, pipelineId);
    const waits = [owner, client].map((engine) =>
      assert.rejects(
        engine.whenSettled(pipelineId),
        (error) => AssayError.is(error) && error.errorClass === 'cancelled',
      ),
    );
    await Promise.all([client.delete(pipelineId), owner.delete(pipelineId), client.delete(pipelineId)]);
    assert.deepEqual([await owner.pipelines(), await client.pipelines()], [[], []]);
    await Promise.all(waits);
    await client.delete(pipelineId);
    await assert.rejects(client.delete(pipelineId + 1), InputError.is);
    await assert.rejects(client.pause(pipelineId), AssayError.is);
    const again = await client.run({ file: pipelineFile(), mode: 'continue' });
    assert.deepEqual([again.pipelineId > pipelineId, again.outcome], [true, 'created']);
    assert.equal((await client.whenSettled(again.pipelineId)).status, 'completed');
  });

  it('deletes also when the owner goes at that moment', async () => {
    const owner = await open();
    const client = await open();
    const { pipelineId } = await client.run({ file: pipelineFile(20), mode: 'new' });
    await untilGenerated(client, pipelineId);
    await Promise.all([client.delete(pipelineId), owner.shutdown(0)]);
    assert.deepEqual(await client.pipelines(), []);
  });

  it('takes over when the owner goes, and goes on with what it was running', async () => {
    const owner = await open();
    const client = await open();
    const { pipelineId } = await client.run({ file: pipelineFile(20), mode: 'new' });
    const resets: boolean[] = [];
    client.onDidChange((change) => resets.push(change.reset));
    const settled = client.whenSettled(pipelineId);
    await untilGenerated(client, pipelineId);
    await owner.shutdown(0);
    const pipeline = await settled;
    assert.deepEqual([pipeline.status, pipeline.generation.completed], ['completed', 20]);
    assert.ok(resets.includes(true), 'views are told to look again');
    const { jobs } = (await client.status(pipelineId)).pipelines[0]!.generation;
    assert.deepEqual(
      jobs.map((job) => job.app),
      jobs.map((_job, index) => `builtin/baseline:${index + 1}`),
    );
    assert.ok(jobs.every((job) => job.attempts.filter(({ status }) => status === 'succeeded').length === 1));
  });

  it('goes on only with what it asked for, when it does not schedule all', async () => {
    const file = pipelineFile();
    const command = await open('none');
    const other = await command.run({ file, mode: 'new' });
    await command.shutdown(0);
    const owner = await open('requested');
    const client = await open('requested');
    const mine = await client.run({ file, mode: 'new' });
    await owner.shutdown(0);
    assert.equal((await client.whenSettled(mine.pipelineId)).status, 'completed');
    assert.equal((await client.pipeline(other.pipelineId))!.status, 'pending');
  });

  it('is for looking where nobody owns the folder: reads the files, changes and claims nothing', async () => {
    const owner = await open();
    const { pipelineId } = await owner.run({ file: pipelineFile(), mode: 'new' });
    await owner.whenSettled(pipelineId);
    const live = await owner.status(null);
    await owner.shutdown(0);
    const stateDir = path.join(folder(), 'state');
    const before = await readdir(stateDir, { recursive: true });
    const view = await openView({ stateDir, installation, log: () => {} });
    assert.deepEqual(await view.status(null), live);
    assert.equal((await view.pipeline(pipelineId))!.status, 'completed');
    await assert.rejects((view as Engine).pause(pipelineId), /only looks/);
    await view.shutdown(0);
    assert.deepEqual(await readdir(stateDir, { recursive: true }), before);
  });

  it('ends a wait for a pipeline when it is closed, and for one that is not there', async () => {
    const engine = await open('none');
    const { pipelineId } = await engine.run({ file: pipelineFile(), mode: 'new' });
    const cancelled = (error: unknown) => AssayError.is(error) && error.errorClass === 'cancelled';
    await assert.rejects(engine.whenSettled(pipelineId + 1), cancelled);
    const ended = assert.rejects(engine.whenSettled(pipelineId), cancelled);
    await engine.shutdown(0);
    await ended;
  });

  it('lets nobody in without the token', async () => {
    const owner = await open();
    const address = await ownerAddress(path.join(folder(), 'state'));
    const call = await callAddress(address.socket, () => false);
    assert.equal(call.answer, 'greeted');
    const contact = { socket: call.socket, token: 'guessed', isGone: () => false };
    await assert.rejects(
      EngineClient.connect(contact, { role: 'all', capabilities: commonCapabilities }),
      AssayError.is,
    );
    // Noise and a caller that says no hello change nothing.
    const noise = net.connect(address.socket, () => noise.end('GET / HTTP/1.1\r\n\r\n')).resume();
    await new Promise((resolve) => noise.once('close', resolve));
    assert.deepEqual(await owner.pipelines(), []);
  });
});

async function untilGenerated(engine: Engine, pipelineId: number): Promise<PipelineRecord> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const subscription = engine.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    const pipeline = await engine.pipeline(pipelineId);
    if (pipeline!.generation.completed > 0) return pipeline!;
    await changed;
  }
}

async function ownerAddress(stateDir: string): Promise<{ socket: string; token: string }> {
  const owners = path.join(stateDir, 'owners');
  const [name] = await readdir(owners);
  return JSON.parse(await readFile(path.join(owners, name!), 'utf8')) as { socket: string; token: string };
}
