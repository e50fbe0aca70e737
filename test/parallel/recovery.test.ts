import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultRetryPolicies } from '../../src/engine/domain/retry-policy.ts';
import { isTerminal } from '../../src/engine/domain/status.ts';
import { readStatus } from '../../src/engine/store/queries/status.ts';
import { retryTarget } from '../../src/engine/store/transitions/retry.ts';
import { verifyState } from '../../src/engine/store/verify/verify-state.ts';
import { programs } from '../support/open-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ParallelEngine } from './support/parallel-engine.ts';
import { pipelineFile } from './support/pipeline-files.ts';

describe('apps whose main task could not be created', () => {
  const folder = temporaryFolder();
  const quick = { maxAttempts: 4, baseDelayMs: 100, maxDelayMs: 1_000 };
  const settings = { 'retry.policies': { ...defaultRetryPolicies, transient: quick } };

  /** Something lies where the apps of one model are to go. */
  async function runObstructed(maxCreationRetries: number) {
    const stateDir = path.join(folder(), 'state');
    mkdirSync(path.join(stateDir, 'apps'), { recursive: true });
    const obstacle = path.join(stateDir, 'apps', 'builtin+flawed');
    writeFileSync(obstacle, '');
    const engine = await ParallelEngine.open(stateDir, settings);
    const file = pipelineFile(folder(), 'obstructed', {
      replicates: 2,
      configuration: { 'tasks.maxCreationRetries': maxCreationRetries },
    });
    const { pipelineId } = await engine.run(file, 'continue');
    const remove = (): void => rmSync(obstacle);
    const finish = async () => {
      const [pipeline] = await engine.pipelines();
      const analysis = (await engine.store.read((db) => readStatus(db, pipelineId))).pipelines[0]!.analysis;
      await engine.close();
      const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile });
      assert.deepEqual(problems, []);
      return { status: pipeline!.status, analysis, generated: engine.jobs.all };
    };
    return { engine, pipelineId, remove, finish };
  }

  it('are tried again by policy, and nobody has to ask', async () => {
    const { engine, remove, finish } = await runObstructed(20);
    const failing = await failedSubmissions(engine, 2);
    remove();
    await engine.allEnded();
    const { status, analysis, generated } = await finish();
    assert.ok(failing >= 2);
    assert.equal(status, 'completed');
    assert.deepEqual([analysis.mainTaskIds.length, analysis.retryableApps], [12, []]);
    assert.equal(generated, 12, 'no app is generated again');
  });

  it('are kept as retryable once that was too often, and done when a person asks', async () => {
    const { engine, pipelineId, remove, finish } = await runObstructed(1);
    await engine.allEnded();
    const before = (await engine.store.read((db) => readStatus(db, pipelineId))).pipelines[0]!;
    assert.equal(before.status, 'partial_success');
    assert.deepEqual(
      [...before.analysis.retryableApps].sort(),
      [1, 2, 3, 4, 5, 6].map((number) => `builtin/flawed:${number}`),
    );
    remove();
    const { retried } = await engine.store.write((tx) =>
      retryTarget(tx, { kind: 'failed', pipelineId }, Date.now()),
    );
    assert.equal(retried, 6);
    await engine.until((pipelines) => pipelines.every(({ status }) => isTerminal(status)));
    const { status, analysis, generated } = await finish();
    assert.equal(status, 'completed');
    assert.deepEqual([analysis.mainTaskIds.length, analysis.retryableApps], [12, []]);
    assert.equal(generated, 12, 'no app is generated again');
  });
});

/** Waits until some apps have failed to be submitted. @returns how many have */
async function failedSubmissions(engine: ParallelEngine, atLeast: number): Promise<number> {
  let failed = 0;
  await engine.until(async () => {
    const rows = await engine.store.read((db) =>
      db.selectFrom('jobs').select('id').where('submission_failures', '>', 0).execute(),
    );
    failed = rows.length;
    return failed >= atLeast;
  });
  return failed;
}
