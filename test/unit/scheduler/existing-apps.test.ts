import assert from 'node:assert/strict';
import type { ExistingApp } from '../../../src/engine/domain/existing-app.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { readMatrix } from '../../../src/engine/store/queries/matrix.ts';
import { retryApp } from '../../../src/engine/store/transitions/retry.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';

const app = (name: string, template: string | null = null): ExistingApp => ({
  name,
  path: `/work/${name}`,
  stack: 'unknown',
  template,
});
const alone = { models: [], templates: [], stack: '' };

describe('existing apps', () => {
  const { open } = schedulerBenches();

  it('go through a pipeline of their own: taken from their folders, numbered, analysed', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ ...alone, apps: [app('shop'), app('blog', 'notes')] });
    const { status, generation, analysis } = await bench.settled(id);
    assert.deepEqual([status, generation.completed, analysis.completed], ['completed', 2, 2]);
    const { generated } = bench.executors;
    assert.deepEqual(
      generated.map(({ existing }) => existing?.path).sort(),
      ['/work/blog', '/work/shop'],
      'what generation is told is where they lie',
    );
    assert.deepEqual(generated[0]!.existing!.without, [bench.store.folder.root]);
    const { jobs } = (await statusOf(bench, id)).generation;
    assert.deepEqual(
      jobs.map((job) => [job.model, job.template, job.app]),
      [
        ['existing/shop', null, 'existing/shop:1'],
        ['existing/blog', 'notes', 'existing/blog:1'],
      ],
    );
  });

  it('stand beside what models write, each at one place of the matrix', async () => {
    const bench = await open();
    const id = await bench.createPipeline({ replicates: 2, apps: [app('shop'), app('blog', 'a')] });
    assert.equal((await bench.settled(id)).generation.completed, 10);
    const matrix = (await bench.store.read((db) => readMatrix(db, '/state', id)))!;
    assert.deepEqual(matrix.models.slice(2), ['existing/shop', 'existing/blog']);
    assert.deepEqual(matrix.templates, ['a', 'b', 'no template']);
    assert.equal(matrix.cells.length, 10);
    assert.deepEqual(
      matrix.cells
        .filter(({ model }) => model.startsWith('existing/'))
        .map(({ app: name, template }) => [name, template]),
      [
        ['existing/shop:1', 'no template'],
        ['existing/blog:1', 'a'],
      ],
    );
    const ofModels = bench.executors.generated.filter(({ existing }) => existing === undefined);
    assert.equal(ofModels.length, 8);
  });

  it('ask nobody, so they wait for no key', async () => {
    const bench = await open({ capabilities: { providers: [], trusted: true } });
    const id = await bench.createPipeline({ ...alone, apps: [app('shop')] });
    assert.equal((await bench.settled(id)).status, 'completed');
  });

  it('that could not be taken fail with the reason, and are taken when they are retried', async () => {
    const bench = await open();
    bench.executors.onGenerate = () => {
      throw new AssayError('misconfigured', 'The folder /work/shop cannot be taken as an app.');
    };
    const id = await bench.createPipeline({ ...alone, apps: [app('shop')] });
    assert.equal((await bench.settled(id)).status, 'failed');
    const [failed] = (await statusOf(bench, id)).generation.jobs;
    assert.equal(failed?.error?.message, 'The folder /work/shop cannot be taken as an app.');
    bench.executors.onGenerate = () => undefined;
    assert.equal(await bench.store.write((tx) => retryApp(tx, 1, Date.now())), 1);
    assert.equal((await bench.settled(id)).status, 'completed');
    const [job] = (await statusOf(bench, id)).generation.jobs;
    assert.deepEqual([job?.app, job?.attempts.length], ['existing/shop:1', 2]);
  });

  it('of another pipeline get the next number, though the folder is the same', async () => {
    const bench = await open();
    for (const number of [1, 2]) {
      const id = await bench.createPipeline({ ...alone, apps: [app('shop')] });
      await bench.settled(id);
      assert.equal((await statusOf(bench, id)).generation.jobs[0]?.app, `existing/shop:${number}`);
    }
  });
});
