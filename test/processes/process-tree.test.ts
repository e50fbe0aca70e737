import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runSupervised } from '../../src/engine/processes/supervised-process.ts';
import { cancelPipeline } from '../../src/engine/store/transitions/control.ts';
import { projectRoot } from '../support/project.ts';
import { isAlive, survivors } from '../support/process-tree.ts';
import { schedulerBenches } from '../support/scheduler-bench.ts';

/** The bar for running work that is cancelled. */
const cancelMs = 2_000;
const supervising = { root: projectRoot, node: process.execPath, nodeEnv: {} };

/**
 * A child, a grandchild, and one that has left their group and session and was left by its parent, all deaf to SIGTERM.
 * Each writes its number to the file.
 */
const tree = (file: string) => `
  deaf() { trap '' TERM INT HUP; echo $1 >> ${file}; while :; do sleep 1; done; }
  trap '' TERM INT HUP
  sh -c "trap '' TERM INT HUP; echo \\$\\$ >> ${file}; sh -c 'trap \\"\\" TERM INT HUP; echo \\$\\$ >> ${file}; sleep 1000; :'; :" &
  sh -c "setsid sh -c 'trap \\"\\" TERM INT HUP; echo \\$\\$ >> ${file}; sleep 1000; :' &"
  deaf $$
`;

async function pids(file: string, count: number): Promise<number[]> {
  for (;;) {
    const found = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
    if (found.length === count) return found;
    await delay(20);
  }
}

describe('a tree of processes that ignores SIGTERM', function () {
  this.timeout(60_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  const { folder, open } = schedulerBenches();
  const started: number[] = [];
  afterEach(() => {
    for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  const request = (file: string) => ({
    command: 'sh',
    args: ['-c', tree(file)],
    cwd: folder(),
    env: process.env,
  });

  it('is gone within two seconds of a cancel, also what has left its session', async () => {
    const bench = await open();
    const file = path.join(folder(), 'pids');
    bench.executors.onGenerate = async (_task, { signal }) => {
      await runSupervised(supervising, request(file), { signal, timeoutMs: 60_000, maxOutputBytes: 1_000 });
    };
    const id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
    started.push(...(await pids(file, 4)));
    assert.deepEqual(started.filter(isAlive), started);

    const cancelledAt = Date.now();
    bench.scheduler.stopAttempts(await bench.store.write((tx) => cancelPipeline(tx, id, Date.now())));
    assert.deepEqual(await survivors(started, cancelMs), []);
    assert.ok(Date.now() - cancelledAt <= cancelMs);
    assert.equal((await bench.settled(id)).status, 'cancelled');
  });

  it('is gone when the process that started it is killed', async () => {
    const file = path.join(folder(), 'pids');
    const module = path.join(projectRoot, 'src', 'engine', 'processes', 'supervised-process.ts');
    const program = `
      import { spawnSupervised } from ${JSON.stringify(module)};
      spawnSupervised(${JSON.stringify(supervising)}, ${JSON.stringify(request(file))});
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
    started.push(...(await pids(file, 4)));
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    assert.deepEqual(await survivors(started, cancelMs), []);
  });
});
