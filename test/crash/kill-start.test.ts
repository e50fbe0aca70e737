import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { projectRoot } from '../support/project.ts';
import { descendants, survivors } from '../support/process-tree.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('npm start', function () {
  before(function () {
    if (!existsSync('/proc/self/stat')) this.skip();
  });
  const folder = temporaryFolder();

  async function start(args: string[], untilStderr: RegExp): Promise<{ pid: number; killed: number[] }> {
    const npm = spawn('npm', ['start', '--', ...args], {
      cwd: projectRoot,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let said = '';
    for await (const chunk of npm.stderr) {
      said += String(chunk);
      if (untilStderr.test(said)) break;
    }
    assert.match(said, untilStderr);
    const running = descendants(npm.pid!);
    process.kill(npm.pid!, 'SIGKILL');
    if (npm.signalCode === null) await once(npm, 'exit');
    return { pid: npm.pid!, killed: running };
  }

  it('killed halfway goes on with the same pipeline, generates no finished app again, leaves no process', async () => {
    const state = path.join(folder(), 'state');
    // Two analysed apps, with tools and apps running: halfway.
    const { killed } = await start(['--state', state], /analysis 2\/6/);
    assert.ok(killed.length >= 4, `only ${killed.length} processes were running`);
    assert.deepEqual(await survivors(killed, 10_000), []);

    const before = await status(state);
    assert.equal(before.generation.completed, 6);
    const { stdout } = await runCli(
      projectRoot,
      'run',
      'examples/quickstart.assay.json',
      '--state',
      state,
      '--json',
    );
    const [after] = (JSON.parse(stdout) as StatusDocument).pipelines;
    assert.deepEqual([after!.id, after!.status], [1, 'completed']);
    assert.deepEqual(
      after!.generation.jobs.map((job) => job.attempts.map((attempt) => attempt.status)),
      Array(6).fill(['succeeded']),
    );
    assert.equal(after!.analysis.completed, 6);
  });

  async function status(state: string) {
    const { stdout } = await runCli(projectRoot, 'status', '1', '--json', '--state', state);
    return (JSON.parse(stdout) as StatusDocument).pipelines[0]!;
  }
});
