import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { CliProcess } from './support/cli-process.ts';
import { engineProcesses } from './support/engine-process.ts';

describe('assay status --watch', function () {
  this.timeout(120_000);
  const { folder, stateDir, open, pipelineFile } = engineProcesses();
  const watching: CliProcess[] = [];
  afterEach(async () => {
    for (const { child, exited } of watching.splice(0)) {
      child.kill('SIGKILL');
      await exited;
    }
  });
  const watch = (...args: string[]): CliProcess => {
    const process = new CliProcess(folder(), 'status', '--watch', '--state', stateDir(), ...args);
    watching.push(process);
    return process;
  };
  const ownerFiles = () =>
    readdirSync(path.join(stateDir(), 'owners')).map((name) => [
      name,
      readFileSync(path.join(stateDir(), 'owners', name), 'utf8'),
    ]);

  it('shows the live engine of who owns the folder, nobody, and who comes next, and owns and schedules nothing', async () => {
    const editor = await open('all');
    const file = pipelineFile({ replicates: 3 });
    const { pipelineId } = await editor.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    await editor.call('whenSettled', pipelineId);
    const watcher = watch();
    await watcher.says(/Trial pipeline 1 is completed: generation 3\/3/);
    const second = await editor.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    await watcher.says(new RegExp(`pipeline ${second.pipelineId} is completed: generation 3/3`));

    const third = await editor.call<{ pipelineId: number }>('run', {
      file: pipelineFile({ replicates: 100 }),
      mode: 'new',
    });
    await watcher.says(new RegExp(`pipeline ${third.pipelineId} is running: generation [1-9]`));
    await editor.kill();
    await watcher.says(/Nobody works on it at the moment/);
    const left = ownerFiles();
    assert.deepEqual(
      left.map(([name]) => name),
      ['owner-1'],
      'nobody has claimed it',
    );

    await open('all');
    await watcher.says(new RegExp(`pipeline ${third.pipelineId} is completed: generation 100/100`));
    watcher.child.kill('SIGINT');
    assert.deepEqual(await watcher.exited, [130, null]);
  });

  it('prints one document a line as JSON, and of the pipeline that is asked for', async () => {
    const editor = await open('all');
    const file = pipelineFile({ replicates: 2 });
    const { pipelineId } = await editor.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    await editor.call('run', { file, mode: 'new' });
    const watcher = watch(String(pipelineId), '--json');
    await watcher.says(/"status":"completed","stages"[^\n]*\n/);
    watcher.child.kill('SIGTERM');
    assert.deepEqual(await watcher.exited, [130, null]);
    const documents = watcher.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as StatusDocument);
    assert.ok(documents.length >= 1);
    for (const { pipelines } of documents)
      assert.deepEqual(
        pipelines.map(({ id }) => id),
        [pipelineId],
      );
    assert.deepEqual(documents.at(-1), await editor.call('status', pipelineId));
  });

  it('leaves a suspended owner its folder, and says that it is stopped', async function () {
    if (process.platform !== 'linux') this.skip();
    const run = await open('requested');
    const file = pipelineFile({ replicates: 100 });
    await run.call('run', { file, mode: 'new' });
    await run.hears((message) => (message.kind === 'changed' && message.rows > 0 ? true : undefined));
    run.child.kill('SIGSTOP');
    const before = ownerFiles();
    const watcher = watch();
    await watcher.says(new RegExp(`is running: .*Process ${run.pid}, which works on it, is stopped`));
    assert.deepEqual(ownerFiles(), before);
    run.child.kill('SIGCONT');
    await watcher.says(/is completed: generation 100\/100/);
    assert.deepEqual(ownerFiles(), before);
  });

  it('ends when what reads it has seen enough', async () => {
    const editor = await open('all');
    await editor.call('run', { file: pipelineFile({ replicates: 50 }), mode: 'new' });
    const watcher = watch();
    watcher.child.stdout.once('data', () => watcher.child.stdout.destroy());
    assert.deepEqual(await watcher.exited, [0, null]);
    assert.doesNotMatch(watcher.said, /EPIPE/);
  });
});
