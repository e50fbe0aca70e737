import assert from 'node:assert/strict';
import { findApp, listApps } from '../../../src/engine/store/queries/apps.ts';
import { readMatrix } from '../../../src/engine/store/queries/matrix.ts';
import { findByFile, listPipelines } from '../../../src/engine/store/queries/pipelines.ts';
import { readStatus } from '../../../src/engine/store/queries/status.ts';
import { findToolRun, listSubtasks, listToolRuns } from '../../../src/engine/store/queries/subtasks.ts';
import { noFindings } from '../../../src/engine/domain/severity.ts';
import { contractBench } from '../contract-bench.ts';
import type { StoreSource } from '../contract-store.ts';
import { plannerView, runToEnd } from '../follow-plan.ts';

export function queriesContract(source: StoreSource): void {
  const bench = contractBench(source);

  it('shows an app with the figures of its results, as numbers', async () => {
    const { driver, store } = bench;
    const id = await bench.start();
    await runToEnd(driver);
    const [app] = await store.read((db) => listApps(db, '/state', id, { offset: 0, limit: 10 }));
    assert.deepEqual(app?.figures, {
      endpoints: { works: 1, notMeasured: 1, total: 3 },
      // Of three tools, two high and one low each.
      findings: { ...noFindings(), high: 6, low: 3 },
      latencyP95: 4.25,
      requestsPerSecond: 1_000,
    });
    assert.deepEqual([app?.app, app?.revision, app?.mainTaskStatus], ['builtin/baseline:1', 1, 'completed']);
    assert.deepEqual(await store.read((db) => findApp(db, '/state', app.jobId)), app);
    const matrix = await store.read((db) => readMatrix(db, '/state', id));
    assert.deepEqual(matrix?.cells, [app]);
  });

  it('shows subtasks and tool runs with their figures', async () => {
    const { driver, store } = bench;
    await bench.start();
    await runToEnd(driver);
    const subtasks = await store.read((db) => listSubtasks(db, 1));
    assert.deepEqual(
      subtasks.map(({ service, attempts }) => [service, attempts]),
      [
        ['static-analyzer', 1],
        ['dynamic-analyzer', 1],
        ['performance-tester', 1],
      ],
    );
    const [run] = await store.read((db) => listToolRuns(db, subtasks[2]!.id));
    assert.deepEqual(run?.measurements, [
      { name: 'latency.p95', value: 4.25, unit: 'ms' },
      { name: 'requests.average', value: 1_000, unit: 'req/s' },
    ]);
    const found = await store.read((db) => findToolRun(db, run.id!));
    assert.deepEqual([found?.record, found?.app], [run, 'builtin/baseline:1']);
    const dynamic = await store.read((db) => listToolRuns(db, subtasks[1]!.id));
    const { verdicts } = dynamic.find(({ tool }) => tool === 'endpoint-tester')!;
    assert.deepEqual(verdicts, { works: 1, notMeasured: 1, total: 3 });
  });

  it('tells the status of all pipelines, the newest first', async () => {
    const { driver, store } = bench;
    await bench.start({ name: 'old' });
    await bench.start({ name: 'new' });
    await runToEnd(driver);
    const { pipelines } = await store.read((db) => readStatus(db, null));
    assert.deepEqual(
      pipelines.map(({ name, generation, analysis }) => [name, generation.completed, analysis.submittedApps]),
      [
        ['new', 1, ['builtin/baseline:2']],
        ['old', 1, ['builtin/baseline:1']],
      ],
    );
    assert.deepEqual(
      (await store.read(listPipelines)).map(({ name }) => name),
      ['new', 'old'],
    );
  });

  it('finds the pipeline of a file, an unfinished one before all', async () => {
    const { driver, store } = bench;
    const unfinished = await bench.start({ name: 'one' });
    const cancelled = await bench.start({ name: 'one' });
    await driver.cancel(cancelled);
    const other = await bench.start({ name: 'other' });
    const found = await store.read((db) => findByFile(db, '/trial.assay.json', 'one'));
    assert.deepEqual([found.same?.id, found.otherUnfinished?.id], [unfinished, other]);
  });

  it('gives the planner what is due, in order, and when to look again', async () => {
    const { driver, store } = bench;
    const id = await bench.start({ templates: ['a', 'b', 'c'] });
    const [first, second, third] = await bench.ids('jobs');
    const [claimed] = await driver.claimJobs([first!]);
    await driver.failJob(claimed!, 'transient');
    const now = driver.tick(0);
    const view = (at: number) => store.read((db) => plannerView(db, [id], at));
    const [waiting] = (await view(now)).pipelines;
    assert.deepEqual(
      waiting?.dueJobs.map((job) => job.id),
      [second, third],
    );
    assert.ok(waiting.nextDueAt! > now);
    const [due] = (await view(waiting.nextDueAt!)).pipelines;
    assert.deepEqual(
      due?.dueJobs.map((job) => job.id),
      [first, second, third],
    );
    assert.equal(due?.nextDueAt, null);
  });
}
