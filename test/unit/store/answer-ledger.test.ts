import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import type { PipelineDefinition } from '../../../src/engine/domain/pipeline-file.ts';
import type { AttemptStatus } from '../../../src/engine/domain/status.ts';
import { StoredAnswerLedger } from '../../../src/engine/store/answer-ledger.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import { endAttempt, startAttempts } from '../../../src/engine/store/transitions/attempts.ts';
import { createPipeline } from '../../../src/engine/store/transitions/pipelines.ts';
import { openStore } from '../../support/open-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const blobs = (answer: string) => ({ requestBlob: 'request', answerBlob: answer });

describe('the answer ledger', () => {
  const folder = temporaryFolder();
  let store: Store;
  let ledger: StoredAnswerLedger;
  beforeEach(async () => {
    store = await openStore(folder());
    ledger = new StoredAnswerLedger(store, () => 1);
    const definition: PipelineDefinition = {
      name: 'n',
      models: ['m'],
      templates: ['t'],
      stack: 's',
      replicates: 1,
      seed: 1,
      stages: 'streaming',
      services: [],
      configuration: {},
    };
    const pipeline = { definition, configuration: defaultConfiguration, file: 'f', fileHash: 'h', now: 1 };
    await store.write((tx) => createPipeline(tx, pipeline));
    attempts = 0;
  });
  afterEach(() => store.close());

  const key = (attemptId: number) => ({ pipelineId: 1, jobId: 1, attemptId, step: 'generate' });
  let attempts = 0;
  const start = async () => {
    const attempt = { of: 1, number: ++attempts, token: 'x', configurationId: 1 };
    const started = await store.write((tx) => startAttempts(tx, 'job_id', [attempt], 1));
    return started.get(1)!;
  };
  const end = (id: number, status: Exclude<AttemptStatus, 'running'>) =>
    store.write((tx) => endAttempt(tx, id, status, null, 2));

  it('knows the answer of the same attempt and step', async () => {
    const attempt = await start();
    await ledger.record(key(attempt), blobs('a'));
    assert.deepEqual(await ledger.find(key(attempt)), blobs('a'));
    assert.equal(await ledger.find({ ...key(attempt), step: 'repair-1' }), null);
    assert.equal(await ledger.find({ ...key(attempt), jobId: 2 }), null);
  });

  for (const status of ['interrupted', 'cancelled'] as const) {
    it(`hands on what an attempt that was ${status} has paid for, also when it was recorded late`, async () => {
      const first = await start();
      await end(first, status);
      await ledger.record(key(first), blobs('a'));
      const second = await start();
      assert.deepEqual(await ledger.find(key(second)), blobs('a'));
      await end(second, 'interrupted');
      assert.deepEqual(await ledger.find(key(await start())), blobs('a'));
    });
  }

  it('does not hand on an answer that an attempt has failed with', async () => {
    const first = await start();
    await ledger.record(key(first), blobs('a'));
    await end(first, 'interrupted');
    const second = await start();
    await end(second, 'failed');
    const third = await start();
    assert.equal(await ledger.find(key(third)), null);
    await ledger.record(key(third), blobs('b'));
    await end(third, 'failed');
    assert.equal(await ledger.find(key(await start())), null);
  });
});
