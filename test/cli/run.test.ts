import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { readStatus, runCli, startCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const quick = {
  name: 'Trial',
  models: ['builtin/baseline', 'builtin/flawed'],
  templates: ['notes'],
  stack: 'node-express',
};
const analysed = {
  ...quick,
  analysis: { services: { 'static-analyzer': { tools: ['eslint'] }, 'dynamic-analyzer': {} } },
};

describe('assay run', () => {
  const folder = temporaryFolder();
  const write = (content: unknown): void =>
    writeFileSync(
      path.join(folder(), 'trial.assay.json'),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    );

  it('runs a pipeline to its table, and finished does nothing again', async () => {
    write(analysed);
    const first = await runCli(folder(), 'run', 'trial.assay.json');
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /Trial is completed: pipeline 1/);
    assert.match(first.stdout, /builtin\/baseline:1 +notes +completed +(\d+)\/\1 /, 'all endpoints work');
    assert.match(first.stdout, /State: .*\.assay/);
    const before = await readStatus(folder());

    const second = await runCli(folder(), 'run', 'trial.assay.json');
    assert.equal(second.status, 0);
    assert.match(second.stdout, /finished before/);
    assert.deepEqual(await readStatus(folder()), before);

    const third = await runCli(folder(), 'run', 'trial.assay.json', '--new', '--json');
    const { pipelines } = JSON.parse(third.stdout) as StatusDocument;
    assert.deepEqual([pipelines.length, pipelines[0]!.id, pipelines[0]!.status], [1, 2, 'completed']);
    assert.deepEqual(
      pipelines[0]!.generation.jobs.map((job) => job.app),
      ['builtin/baseline:2', 'builtin/flawed:2'],
    );
  });

  it('shows that the flawed control is behind the baseline', async () => {
    // No tool sees every kind of defect: in three apps there is some that one of them does.
    write({ ...quick, replicates: 3, analysis: { services: { 'static-analyzer': {} } } });
    const { stdout } = await runCli(folder(), 'run', 'trial.assay.json', '--json');
    const { mainTasks } = (JSON.parse(stdout) as StatusDocument).pipelines[0]!.analysis;
    const serious = (model: string) =>
      mainTasks
        .filter(({ app }) => app.startsWith(`${model}:`))
        .flatMap(({ subtasks }) => subtasks.flatMap(({ tools }) => tools.map(({ findings }) => findings)))
        .reduce((sum, counts) => sum + (counts ? counts.critical + counts.high + counts.medium : 0), 0);
    assert.equal(mainTasks.length, 6);
    assert.equal(serious('builtin/baseline'), 0);
    assert.ok(serious('builtin/flawed') > 0);
  });

  const bad: [what: string, content: unknown, says: RegExp][] = [
    ['a wrong field', { ...quick, stacks: 1 }, /trial\.assay\.json:\d+:\d+: unknown field "stacks"/],
    ['an unknown model', { ...quick, models: ['builtin/none'] }, /:4:5: unknown model "builtin\/none"/],
    [
      'an unknown template',
      { ...quick, templates: ['nots'] },
      /:\d+:\d+: unknown template "nots"; known are/,
    ],
    ['an unknown stack', { ...quick, stack: 'django' }, /:\d+:\d+: unknown stack "django"/],
    ['broken JSON', '{"name": ', /trial\.assay\.json:1:\d+: not valid JSON/],
  ];
  for (const [what, content, says] of bad) {
    it(`refuses ${what} with its place and exit status 2, and stores nothing`, async () => {
      write(content);
      const { status, stdout, stderr } = await runCli(folder(), 'run', 'trial.assay.json');
      assert.equal(status, 2);
      assert.match(stderr, says);
      assert.equal(stdout, '');
      assert.deepEqual((await readStatus(folder())).pipelines, []);
    });
  }

  it('refuses a state folder that cannot be one, naming it', async () => {
    write(quick);
    const { status, stderr } = await runCli(
      folder(),
      'run',
      'trial.assay.json',
      '--state',
      'trial.assay.json',
    );
    assert.equal(status, 2);
    assert.match(stderr, /trial\.assay\.json: the state folder cannot be used/);
  });

  it('refuses wrong usage with exit status 2', async () => {
    write(quick);
    for (const args of [
      ['run'],
      ['run', 'trial.assay.json', '--resume', 'x'],
      ['status', 'x'],
      ['nonsense'],
    ]) {
      assert.equal((await runCli(folder(), ...args)).status, 2, args.join(' '));
    }
  });

  it('is interrupted in order, says how to go on, and goes on', async () => {
    write(analysed);
    const run = startCli(folder(), 'run', 'trial.assay.json', '--verbose');
    await run.says('is submitted as main task');
    // Another process sees the same live state meanwhile.
    const { pipelines: live } = await readStatus(folder());
    assert.equal(live[0]!.status, 'running');
    run.process.signal('SIGTERM');
    const { status, stderr } = await run.result;
    assert.equal(status, 130);
    assert.match(stderr, /Interrupted\. The same command goes on/);

    const rest = await runCli(folder(), 'run', 'trial.assay.json', '--json');
    const { pipelines } = JSON.parse(rest.stdout) as StatusDocument;
    assert.deepEqual([rest.status, pipelines[0]!.id, pipelines[0]!.status], [0, 1, 'completed']);
  });

  it('keeps to what was read when the file is edited while it runs, and says so afterwards', async () => {
    write(analysed);
    const run = startCli(folder(), 'run', 'trial.assay.json', '--verbose');
    await run.says('is submitted as main task');
    appendFileSync(path.join(folder(), 'trial.assay.json'), '\n// edited\n');
    run.process.signal('SIGTERM');
    assert.equal((await run.result).status, 130);

    write(quick);
    const edited = await runCli(folder(), 'run', 'trial.assay.json');
    assert.equal(edited.status, 0);
    assert.match(edited.stderr, /was edited since pipeline 1 began, which is unfinished.*--resume 1/);
    const resumed = await runCli(folder(), 'run', 'trial.assay.json', '--resume', '1', '--json');
    const [pipeline] = (JSON.parse(resumed.stdout) as StatusDocument).pipelines;
    assert.deepEqual([pipeline!.id, pipeline!.status, pipeline!.analysis.total], [1, 'completed', 2]);
  });

  it('retries by name and refuses what is not there', async () => {
    write(analysed);
    await runCli(folder(), 'run', 'trial.assay.json');
    assert.match((await runCli(folder(), 'retry', '1')).stdout, /^0 will be tried again/);
    assert.match(
      (await runCli(folder(), 'retry', '1', '--app', 'builtin/flawed:1')).stdout,
      /^2 will be tried again/,
    );
    assert.equal((await runCli(folder(), 'retry', '1', '--app', 'builtin/flawed:7')).status, 2);
    assert.equal((await runCli(folder(), 'retry', '9')).status, 2);
    assert.equal((await runCli(folder(), 'run', 'trial.assay.json')).status, 0);
    const [pipeline] = (await readStatus(folder())).pipelines;
    const attempts = pipeline!.analysis.mainTasks.map((task) =>
      task.subtasks.map((subtask) => subtask.attempts.length),
    );
    assert.deepEqual(attempts.map((list) => list.join()).sort(), ['1,1', '2,2']);
  });
});
