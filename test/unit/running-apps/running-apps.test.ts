import assert from 'node:assert/strict';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { AssayError, InputError } from '../../../src/engine/domain/errors.ts';
import { Emitter } from '../../../src/engine/domain/event.ts';
import type { AppInstance } from '../../../src/engine/domain/executors.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import type { RunningApp, RunningAppStatus } from '../../../src/engine/domain/running-app.ts';
import { RunningApps } from '../../../src/engine/running-apps/running-apps.ts';
import type { StartableApp } from '../../../src/engine/running-apps/startable-app.ts';
import { createChildApps, serverWith } from '../processes/child-apps.ts';
import type { ChildApps } from '../processes/child-apps.ts';

const jobId = 7;

/** Real apps as child processes, started as people start them. */
describe('the apps that people run', () => {
  let children: ChildApps;
  let server: string;
  let keep: boolean;
  let holder: string | null;
  let heldChanges: Emitter<void>;
  let apps: RunningApps;

  before(async function () {
    this.timeout(120_000);
    children = await createChildApps();
  });
  after(() => children.remove());
  beforeEach(() => {
    server = serverWith(
      "fs.appendFileSync(process.env.DATA_DIR + '/visits', 'x'); return fs.readFileSync(process.env.DATA_DIR + '/visits', 'utf8')",
      "console.log('hello from the app');",
    );
    keep = false;
    holder = null;
    heldChanges = new Emitter(assert.ifError);
    const startable = async (): Promise<StartableApp> => ({
      ...(await children.request(server)),
      ...{ jobId, pipelineId: 3, keep, analysed: true },
    });
    apps = new RunningApps({
      ...{ runtime: children.runtime, clock: systemClock, log: new Log(() => {}), onStarted: () => {} },
      startable: async (id) => {
        if (id === jobId) return startable();
        throw InputError.of(`app of job ${id}`, 'there is no source of it yet that could be started');
      },
      startableNamed: async (name) => (name === 'builtin/test:7' ? startable() : null),
      keepsAny: async () => false,
      kept: async () => [],
      machine: () => ({ heldBy: () => holder, onDidChange: heldChanges.event }),
    });
  });
  afterEach(async () => {
    await apps.end();
    assert.deepEqual(await children.privateFolders(), [], 'nothing is left of them');
    apps.dispose();
  });

  async function become(...statuses: RunningAppStatus[]): Promise<RunningApp> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        const subscription = apps.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
      const record = apps.records()[0];
      if (record && statuses.includes(record.status)) return record;
      await changed;
    }
  }
  const visit = async ({ url }: RunningApp) =>
    (await fetch(`${url}/`, { headers: { connection: 'close' } })).json();

  it('are started once however often it is asked, with their log from the first line', async () => {
    const [first, second] = await Promise.all([apps.start(jobId, 'start'), apps.start(jobId, 'start')]);
    assert.deepEqual([first.status, second.status], ['starting', 'starting']);
    const running = await become('running', 'failed');
    assert.equal(running.status, 'running', running.message ?? '');
    assert.match(running.url!, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual([running.app, running.place, running.kept], ['builtin/test:7', 'process', false]);
    assert.equal((await apps.start(jobId, 'start')).url, running.url);
    assert.deepEqual([apps.running(), apps.starting()], [['builtin/test:7'], 0]);
    const part = await apps.log(jobId, 0);
    assert.match(part!.text, /is started[^]*hello from the app/);
    assert.deepEqual(await apps.log(jobId, part!.next), { text: '', from: part!.next, next: part!.next });
    assert.equal(await apps.log(8, 0), null);
  });

  it('have fresh data after a restart, and are gone after a stop', async () => {
    await apps.start(jobId, 'start');
    const first = await become('running');
    assert.deepEqual([await visit(first), await visit(first)], ['x', 'xx']);
    await apps.start(jobId, 'restart');
    const second = await become('running');
    assert.equal(await visit(second), 'x');
    await apps.start(jobId, 'rebuild');
    assert.equal(await visit(await become('running')), 'x');
    await apps.stop(jobId);
    await apps.stop(jobId);
    assert.deepEqual([apps.records()[0]?.status, apps.records()[0]?.url], ['stopped', null]);
    await assert.rejects(fetch(`${second.url}/`));
  });

  it('that end by themselves are shown as crashed, with their last lines, and can be started again', async () => {
    server = serverWith("console.error('the reason'); setImmediate(() => process.exit(3)); return 1");
    await apps.start(jobId, 'start');
    await visit(await become('running')).catch(() => undefined);
    const crashed = await become('crashed');
    assert.equal(crashed.message, 'It ended by itself (exit status 3).');
    assert.match(crashed.detail!, /the reason/);
    assert.equal(crashed.url, null);
    await apps.start(jobId, 'start');
    assert.equal((await become('running', 'failed')).status, 'running');
  });

  it('that do not come up say why', async () => {
    server = "console.error('no good'); process.exit(1)";
    await apps.start(jobId, 'start');
    const failed = await become('failed', 'running');
    assert.match(failed.message!, /builtin\/test:7 ended at its start \(exit status 1\)/);
    assert.match(failed.detail!, /no good/);
    assert.match((await apps.log(jobId, 0))!.text, /no good/);
  });

  it('can be stopped while they start', async () => {
    server = 'setInterval(() => {}, 1000)';
    await apps.start(jobId, 'start');
    await apps.stop(jobId);
    assert.equal(apps.records()[0]?.status, 'stopped');
  });

  it('wait for a load test that has the machine to itself, and hold none up while they wait', async () => {
    holder = 'acme/big:1';
    await apps.start(jobId, 'start');
    const waiting = apps.records()[0]!;
    assert.deepEqual(
      [waiting.status, waiting.message],
      ['waiting', 'It waits for the load test of acme/big:1.'],
    );
    assert.equal(apps.starting(), 0);
    holder = null;
    heldChanges.fire();
    assert.equal((await become('running', 'failed')).status, 'running');
  });

  it('give up waiting when they are stopped', async () => {
    holder = 'acme/big:1';
    await apps.start(jobId, 'start');
    await apps.stop(jobId);
    assert.equal(apps.records()[0]?.status, 'stopped');
  });

  it('go with their pipeline', async () => {
    await apps.start(jobId, 'start');
    await become('running');
    await apps.forgetPipeline(4);
    assert.equal(apps.records()[0]?.status, 'running');
    await apps.forgetPipeline(3);
    assert.deepEqual(apps.records(), []);
  });

  it('are refused with a sentence where there is nothing to start, or no place for it', async () => {
    await assert.rejects(apps.start(8, 'start'), /there is no source of it yet/);
    const elsewhere = new RunningApps({
      ...{ runtime: children.runtime, clock: systemClock, log: new Log(() => {}), onStarted: () => {} },
      startable: async () => ({
        ...(await children.request(server)),
        ...{ jobId, pipelineId: 3, keep, analysed: true, app: { model: 'acme/big', number: 1 } },
      }),
      startableNamed: async () => null,
      keepsAny: async () => false,
      kept: async () => [],
      machine: () => ({ heldBy: () => null, onDidChange: heldChanges.event }),
    });
    await assert.rejects(elsewhere.start(jobId, 'start'), {
      errorClass: 'unhealthy',
      message: 'acme/big:1 cannot be started: apps of acme/big are started in containers only.',
    });
    elsewhere.dispose();
  });

  describe('after their analysis', () => {
    /** As one in containers: it can be let go of. */
    function instance(name: string): AppInstance & { events: string[] } {
      const events: string[] = [];
      return {
        events,
        ...{ baseUrl: `http://127.0.0.1/${name}`, place: 'container', ended: new Promise(() => {}) },
        ...{ log: () => name, follow: () => ({ dispose: () => {} }) },
        stop: async () => void events.push('stopped'),
        leave: () => void events.push('left'),
      };
    }
    const request = () => children.request(server);

    it('stay, the last instance that was not under load, and are left alone at the end', async () => {
      keep = true;
      const [probed, called, loaded] = [instance('probe'), instance('requests'), instance('load')];
      await apps.keep(await request(), probed, 'probe');
      await apps.keep(await request(), called, 'requests');
      await apps.keep(await request(), loaded, 'load');
      assert.deepEqual([probed.events, called.events, loaded.events], [['stopped'], [], ['stopped']]);
      assert.deepEqual([apps.records()[0]?.url, apps.records()[0]?.kept], [called.baseUrl, true]);
      await apps.end();
      assert.deepEqual(called.events, ['left']);
    });

    it('are crashed, with the reason, when nothing leads to them any more', async () => {
      keep = true;
      const { promise, reject } = Promise.withResolvers<string>();
      await apps.keep(await request(), { ...instance('lost'), ended: promise }, 'requests');
      reject(new AssayError('transient', 'its forwarder ended'));
      assert.equal((await become('crashed')).message, 'It ended by itself (its forwarder ended).');
    });

    it('make way for the one that a person has started', async () => {
      keep = true;
      await apps.start(jobId, 'start');
      await become('running');
      const tested = instance('requests');
      await apps.keep(await request(), tested, 'requests');
      assert.deepEqual(tested.events, ['stopped']);
      assert.equal((await become('running')).place, 'process');
    });

    it('are stopped when they are child processes, or nobody knows them any more', async () => {
      const process = instance('process');
      delete process.leave;
      await apps.keep(await request(), process, 'requests');
      const older = instance('older');
      await apps.keep({ ...(await request()), revision: 0 }, older, 'requests');
      assert.deepEqual([process.events, older.events, apps.records()], [['stopped'], ['stopped'], []]);
    });
  });
});
