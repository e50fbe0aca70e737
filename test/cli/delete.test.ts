import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { readStatus, runCli, startCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('assay delete', () => {
  const folder = temporaryFolder();
  const pipelineFile = (replicates: number) => {
    const models = ['builtin/baseline'];
    const trial = { name: 'Trial', models, templates: ['notes'], stack: 'node-express', replicates };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(trial));
  };
  const files = (part: string) =>
    readdirSync(path.join(folder(), '.assay', part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);

  it('takes a pipeline with its files, says the same when said twice, and refuses what never was with 2', async () => {
    pipelineFile(2);
    assert.equal((await runCli(folder(), 'run', 'trial.assay.json')).status, 0);
    const first = await runCli(folder(), 'delete', '1');
    assert.deepEqual([first.status, first.stdout, first.stderr], [0, 'Pipeline 1 is deleted.\n', '']);
    assert.deepEqual((await readStatus(folder())).pipelines, []);
    for (const part of ['apps', 'attempts', 'blobs']) assert.deepEqual(files(part), [], part);
    assert.ok(!existsSync(path.join(folder(), '.assay', 'apps', 'builtin+baseline', '1')));
    assert.deepEqual(await runCli(folder(), 'delete', '1'), first);

    const unknown = await runCli(folder(), 'delete', '2');
    assert.deepEqual([unknown.status, unknown.stdout], [2, '']);
    assert.match(unknown.stderr, /^2: there is no such pipeline in this state folder/);
    assert.equal((await runCli(folder(), 'delete', 'x')).status, 2);
    const pause = await runCli(folder(), 'pause', '1');
    assert.equal(pause.status, 2);

    // The same file again is another pipeline, with apps of other numbers.
    const again = await runCli(folder(), 'run', 'trial.assay.json', '--json');
    const [pipeline] = (JSON.parse(again.stdout) as StatusDocument).pipelines;
    assert.deepEqual(
      [pipeline!.id, pipeline!.generation.jobs.map((job) => job.app)],
      [2, ['builtin/baseline:3', 'builtin/baseline:4']],
    );
    assert.equal((await runCli(folder(), 'verify')).status, 0);
  });

  it('ends the run that works on the pipeline, which says why, with status 1', async () => {
    pipelineFile(100);
    const run = startCli(folder(), 'run', 'trial.assay.json');
    await run.says('/100, analysis');
    const deleted = await runCli(folder(), 'delete', '1');
    assert.deepEqual([deleted.status, deleted.stdout], [0, 'Pipeline 1 is deleted.\n']);
    const { status, stderr } = await run.result;
    assert.equal(status, 1);
    assert.match(stderr, /Pipeline 1 is not in this state folder, or no more\./);
    assert.deepEqual((await readStatus(folder())).pipelines, []);
    assert.equal((await runCli(folder(), 'verify')).status, 0);
  });
});
