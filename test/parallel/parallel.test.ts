import assert from 'node:assert/strict';
import path from 'node:path';
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import { defaultRetryPolicies } from '../../src/engine/domain/retry-policy.ts';
import type { Store } from '../../src/engine/store/store.ts';
import { submitApp } from '../../src/engine/store/transitions/main-tasks.ts';
import { verifyState } from '../../src/engine/store/verify/verify-state.ts';
import { programs } from '../support/open-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ParallelEngine } from './support/parallel-engine.ts';
import { pipelineFile } from './support/pipeline-files.ts';

const settings: Partial<Configuration> = {
  'generation.maxWorkers': 8,
  'analysis.maxWorkers': 8,
  'generation.maxConcurrent': 4,
  'analysis.maxConcurrent': 4,
  'retry.policies': {
    ...defaultRetryPolicies,
    transient: { maxAttempts: 4, baseDelayMs: 20, maxDelayMs: 100 },
  },
};

/** Every app that waits for its main task is submitted twice at once, beside the scheduler that does it, too. */
function submitTwice(store: Store): void {
  store.onDidChange(({ rows }) => {
    for (const jobId of rows.get('jobs') ?? []) {
      for (let time = 0; time < 2; time++) {
        // Refused once the store is closed, as anybody is.
        store.write((tx) => submitApp(tx, jobId, Date.now())).catch(() => undefined);
      }
    }
  });
}

describe('200 jobs on eight workers', () => {
  const folder = temporaryFolder();

  it('are each done once, under one name, past shutdowns in their midst', async () => {
    const stateDir = path.join(folder(), 'state');
    const files = Array.from({ length: 8 }, (_, index) =>
      pipelineFile(folder(), `pipeline-${index + 1}`, { replicates: 4 }),
    );
    let engine = await ParallelEngine.open(stateDir, settings);
    submitTwice(engine.store);
    const runs = await Promise.all([
      // The same file from two sides at once, and one of them wanted twice.
      ...files.flatMap((file) => [engine.run(file, 'continue'), engine.run(file, 'continue')]),
      engine.run(files[0]!, 'new'),
    ]);
    // Which of the two comes first is nobody's business.
    const outcomes = files.map((_, index) => [runs[2 * index]!.outcome, runs[2 * index + 1]!.outcome].sort());
    assert.deepEqual(
      outcomes,
      files.map(() => ['created', 'resumed']),
    );
    assert.equal(runs.at(-1)!.outcome, 'created');
    assert.equal(new Set(runs.map(({ pipelineId }) => pipelineId)).size, 9);

    let most = 0;
    const total = 9 * 24;
    for (const share of [0.2, 0.6]) {
      await engine.until(
        (pipelines) =>
          pipelines.reduce((sum, { generation }) => sum + generation.completed, 0) > total * share,
      );
      most = Math.max(most, engine.jobs.most);
      await engine.close(share < 0.5 ? 0 : 50);
      engine = await ParallelEngine.open(stateDir, settings);
      submitTwice(engine.store);
    }
    await engine.allEnded();
    most = Math.max(most, engine.jobs.most);
    assert.equal(most, 8, 'all workers were used, and no more');
    assert.ok(engine.subtasks.most <= 8);
    const [pipelines, state] = await Promise.all([engine.pipelines(), readState(engine.store)]);
    await engine.close();

    assert.deepEqual([...new Set(pipelines.map(({ status }) => status))], ['completed']);
    assert.deepEqual(
      pipelines.map(({ generation, analysis }) => [generation.completed, analysis.completed]),
      pipelines.map(() => [24, 24]),
    );
    for (const model of ['builtin/baseline', 'builtin/flawed']) {
      const numbers = state.apps.filter((app) => app.model === model).map((app) => app.number);
      assert.deepEqual(
        numbers.sort((one, other) => one - other),
        Array.from({ length: total / 2 }, (_, index) => index + 1),
      );
    }
    assert.deepEqual([state.revisions, state.mainTasks, state.subtasks], [total, total, total]);
    assert.equal(state.succeededTwice, 0, 'a result is recorded once');
    const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile });
    assert.deepEqual(problems, []);
  });
});

async function readState(store: Store) {
  return store.read(async (db) => {
    const apps = await db.selectFrom('apps').select(['model', 'number']).execute();
    const count = async (table: 'revisions' | 'main_tasks' | 'subtasks') =>
      (await db.selectFrom(table).select('id').execute()).length;
    const successes = await db
      .selectFrom('attempts')
      .select(['job_id', 'subtask_id'])
      .where('status', '=', 'succeeded')
      .execute();
    const owners = new Set(successes.map(({ job_id, subtask_id }) => `${job_id} ${subtask_id}`));
    return {
      apps,
      revisions: await count('revisions'),
      mainTasks: await count('main_tasks'),
      subtasks: await count('subtasks'),
      succeededTwice: successes.length - owners.size,
    };
  });
}
