import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyState } from '../../src/engine/store/verify/verify-state.ts';
import { programs } from '../support/open-store.ts';
import { descendants, survivors } from '../support/process-tree.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CliProcess } from './support/cli-process.ts';

/** The attempts that had been running, and how many crashes their subtasks are taken to have caused. */
async function interrupted(
  stateDir: string,
): Promise<{ attempts: string[]; crashes: number; problems: unknown[] }> {
  let found = { attempts: [] as string[], crashes: 0 };
  const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile }, async (db) => {
    const attempts = await db
      .selectFrom('attempts')
      .select('status')
      .where('subtask_id', 'is not', null)
      .execute();
    const subtasks = await db.selectFrom('subtasks').select('interruptions').execute();
    found = {
      attempts: attempts.map(({ status }) => status),
      crashes: subtasks.reduce((sum, { interruptions }) => sum + interruptions, 0),
    };
  });
  return { ...found, problems: [...problems] };
}

describe('assay run that is told to stop', function () {
  this.timeout(120_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  const folder = temporaryFolder();
  const stateDir = () => path.join(folder(), '.assay');
  const running: CliProcess[] = [];
  afterEach(async () => {
    for (const { child, exited } of running.splice(0)) {
      child.kill('SIGKILL');
      await exited;
    }
  });

  /** A load test that takes longer than anybody waits. */
  async function start(): Promise<{ run: CliProcess; children: number[] }> {
    const content = {
      name: 'Long',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
      analysis: { services: { 'performance-tester': { tools: ['autocannon'] } } },
      configuration: { 'performance.durationMs': 120_000 },
    };
    writeFileSync(path.join(folder(), 'long.assay.json'), JSON.stringify(content));
    const run = new CliProcess(folder(), 'run', 'long.assay.json');
    running.push(run);
    await run.says(/autocannon/);
    const children = descendants(run.child.pid!);
    assert.ok(children.length >= 2, 'an analyzer and an app are running');
    return { run, children };
  }

  it('waits for the grace, records the rest as interrupted, and ends with 130', async () => {
    const { run, children } = await start();
    const askedAt = Date.now();
    run.child.kill('SIGINT');
    assert.deepEqual(await run.exited, [130, null]);
    const took = Date.now() - askedAt;
    assert.ok(took >= 9_900, `running work had only ${took} ms`);
    assert.match(run.said, /once more to leave at once[^]*Interrupted\. The same command goes on/);
    assert.deepEqual(await survivors(children, 2_000), []);
    assert.deepEqual(await interrupted(stateDir()), { attempts: ['interrupted'], crashes: 0, problems: [] });
  });

  it('twice leaves at once, and what ran is interrupted, not crashed, also again and again', async () => {
    for (let round = 1; round <= 3; round++) {
      const { run, children } = await start();
      run.child.kill('SIGINT');
      await run.says(/once more to leave at once/);
      // One Ctrl+C may arrive twice; a second one comes later than that.
      await delay(600);
      const askedAt = Date.now();
      run.child.kill('SIGINT');
      assert.deepEqual(await run.exited, [130, null]);
      const took = Date.now() - askedAt;
      assert.ok(took < 3_000, `it took ${took} ms`);
      assert.deepEqual(await survivors(children, 2_000), []);
      const { attempts, crashes, problems } = await interrupted(stateDir());
      assert.deepEqual([attempts.length, new Set(attempts)], [round, new Set(['interrupted'])]);
      assert.deepEqual([crashes, problems], [0, []]);
    }
  });

  it('by SIGTERM and by a terminal that is closed ends the same way', async () => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      const { run } = await start();
      run.child.kill(signal);
      await run.says(/once more to leave at once/);
      await delay(600);
      run.child.kill(signal);
      assert.deepEqual(await run.exited, [130, null]);
    }
  });
});
