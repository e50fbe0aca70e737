import assert from 'node:assert/strict';
import { EngineQueries } from '../../../src/engine/engine-queries.ts';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { schedulerBenches } from '../../support/scheduler-bench.ts';
import type { SchedulerBench } from '../../support/scheduler-bench.ts';

const one = { providers: ['one'], trusted: true };
const both = { providers: ['one', 'two'], trusted: true };
const mixed = { models: ['two/b', 'one/a'], templates: ['a'], replicates: 5, services: [] };

function queriesOf(bench: SchedulerBench, capabilities = one): EngineQueries {
  return new EngineQueries(bench.store, new BlobStore(bench.store.folder.blobs), capabilities);
}

describe('work that this process cannot do', () => {
  const { open } = schedulerBenches();

  it('waits and says why, is in nobody’s way, and is done by a process that can', async () => {
    const first = await open({ capabilities: one });
    const id = await first.createPipeline(mixed);
    await first.until(id, ({ generation }) => generation.completed === 5);
    await first.settled(await first.createPipeline({ ...mixed, models: ['one/a'] }));
    const queries = queriesOf(first);
    const pipeline = await queries.pipeline(id);
    const reason = 'Waits for an Assay that can ask two models.';
    assert.deepEqual(
      [pipeline?.status, pipeline?.generation.pending, pipeline?.message],
      ['running', 5, reason],
    );
    const { pipelines } = await queries.status(id);
    const waiting = pipelines[0]!.generation.jobs.map((job) => [job.model, job.status, job.waiting]);
    const waits = { cause: 'capability', reason, until: null };
    assert.deepEqual(waiting.slice(0, 2), [
      ['two/b', 'pending', waits],
      ['one/a', 'completed', null],
    ]);
    const [app] = await queries.apps(id, { offset: 0, limit: 1 });
    assert.deepEqual(app!.waiting, waits);
    await first.close();

    const second = await open({ capabilities: both });
    assert.equal((await second.settled(id)).status, 'completed');
    assert.equal((await queriesOf(second, both).pipeline(id))!.message, null);
  });

  it('is all work in a folder that is not trusted', async () => {
    const first = await open({ capabilities: { ...both, trusted: false } });
    const id = await first.createPipeline({ replicates: 1, models: ['one/a'] });
    const pipeline = await first.until(id, ({ status }) => status === 'running');
    assert.equal(pipeline.generation.pending, 2);
    assert.match((await queriesOf(first, { ...both, trusted: false }).pipeline(id))!.message!, /trusted/);
    await first.abandon();

    const second = await open({ capabilities: both });
    assert.equal((await second.settled(id)).status, 'completed');
    assert.deepEqual(first.executors.generated, []);
  });
});
