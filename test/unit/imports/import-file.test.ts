import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../../src/engine/domain/errors.ts';
import type { PipelineImport } from '../../../src/engine/domain/import-records.ts';
import type { Engine } from '../../../src/engine/engine-api.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { engineOpener } from './engine-opener.ts';

const record = {
  pipeline_id: 'p-1',
  name: 'An old run',
  progress: {
    generation: { total: 5, results: [{ model_slug: 'builtin/baseline', app_number: 1, success: true }] },
    analysis: { task_ids: ['m', 's'], submitted_apps: ['builtin/baseline:1'] },
  },
  tasks: [
    { task_id: 'm', status: 'completed' },
    { task_id: 's', parent: 'm' },
  ],
};

describe('importing a file', () => {
  const folder = temporaryFolder();
  const open = engineOpener(() => path.join(folder(), 'state'));
  async function importRecord(engine: Engine, file: string, text: string): Promise<PipelineImport> {
    const outcome = await engine.importFile({ file, text });
    assert.ok(outcome.kind === 'pipeline');
    return outcome;
  }
  const text = JSON.stringify(record);
  const blobOf = (content: string): string => {
    const hash = createHash('sha256').update(content).digest('hex');
    return path.join(folder(), 'state', 'blobs', hash.slice(0, 2), hash.slice(2));
  };

  it('keeps it as history: durable, beside our own pipelines, with what its lists make', async () => {
    const first = await open();
    const { outcome, pipeline, notes } = await importRecord(first, '/old/p.json', text);
    assert.equal(outcome, 'imported');
    assert.deepEqual(notes, ['The record counts generation total 5; its results make 1, which is kept.']);
    await first.shutdown(0);
    const again = await open();
    assert.deepEqual(await again.imported(), [pipeline]);
    assert.deepEqual(await again.pipelines(), []);
    const { pipelines, imported } = await again.status(null);
    assert.deepEqual(pipelines, []);
    const [status] = imported;
    assert.deepEqual([status!.id, status!.name, status!.sourceId], [pipeline.id, 'An old run', 'p-1']);
    assert.match(status!.id, /^imported-[0-9a-f]{16}$/);
    assert.deepEqual(status!.analysis, {
      ...{ total: 1, completed: 1, failed: 0, open: 0 },
      ...{ mainTaskIds: ['m'], subtaskIds: ['s'] },
      ...{ submittedApps: ['builtin/baseline:1'], retryableApps: [] },
    });
    assert.equal(status!.generation.jobs.length, 1);
    assert.equal(status!.importedAt, new Date(pipeline.importedAt).toISOString());
  });

  it('again finds it, also when it is written otherwise, and doubles nothing', async () => {
    const engine = await open();
    const { pipeline } = await importRecord(engine, '/old/p.json', text);
    const { progress, name, ...rest } = record;
    for (const same of [text, JSON.stringify({ name, ...rest, progress }, null, 2), `\ufeff${text}`]) {
      const found = await importRecord(engine, '/other.json', same);
      assert.deepEqual([found.outcome, found.pipeline], ['found', pipeline]);
    }
    const both = await Promise.all(
      [1, 2].map((id) => importRecord(engine, 'x', `{"id":${id},"analysis":{}}`)),
    );
    assert.equal(new Set(both.map((one) => one.pipeline.id)).size, 2);
    assert.equal((await engine.imported()).length, 3);
    const atOnce = ['{"analysis":{}}', '{ "analysis": {} }'].map((one) => importRecord(engine, 'y', one));
    const outcomes = (await Promise.all(atOnce)).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes.sort(), ['found', 'imported']);
  });

  it('whose record was lost hides nothing else, and says so', async () => {
    const engine = await open();
    const { pipeline } = await importRecord(engine, '/old/p.json', text);
    await engine.importFile({ file: '/old/q.json', text: '{"analysis": {}}' });
    rmSync(blobOf(text));
    const { imported } = await engine.status(null);
    const lost = imported.find(({ id }) => id === pipeline.id)!;
    assert.deepEqual([lost.generation.total, lost.analysis.completed, lost.analysis.open], [1, 1, 0]);
    assert.match(lost.notes.join(), /Its record is lost: The stored file .* cannot be read/);
    assert.equal(imported.length, 2);
  });

  it('takes no app number and is never given work', async () => {
    const engine = await open();
    await importRecord(engine, '/old/p.json', text);
    const file = path.join(folder(), 'trial.assay.json');
    const content = { name: 'T', models: ['builtin/baseline'], templates: ['notes'], stack: 'node-express' };
    writeFileSync(file, JSON.stringify(content));
    const { pipelineId } = await engine.run({ file, mode: 'new' });
    await engine.whenSettled(pipelineId);
    const [app] = await engine.apps(pipelineId, { offset: 0, limit: 9 });
    assert.deepEqual([pipelineId, app!.app], [1, 'builtin/baseline:1']);
    assert.deepEqual((await engine.status(pipelineId)).imported, []);
  });

  it("works as a client of the folder's owner, and its errors come as they are", async () => {
    const owner = await open();
    const client = await open();
    const { pipeline } = await importRecord(client, '/old/p.json', text);
    assert.deepEqual(await owner.imported(), [pipeline]);
    assert.deepEqual(await client.status(null), await owner.status(null));
    const wrong = '{\n"analysis": {"task_ids": [1]}}';
    await assert.rejects(
      importRecord(client, '/old/q.json', wrong),
      (error) =>
        InputError.is(error) &&
        error.message === '/old/q.json:2:27: $.analysis.task_ids[0]: expected string, received number',
    );
    assert.equal((await client.imported()).length, 1);
  });

  it('says what it expects of a file that is nothing of the kind', async () => {
    const engine = await open();
    for (const other of ['[]', '3', 'null', '{"progress": []}', JSON.stringify({ endpoints: [] })]) {
      await assert.rejects(
        importRecord(engine, '/t.json', other),
        (error) =>
          InputError.is(error) &&
          /t\.json: .*expected a pipeline record.*; or a template/.test(error.message),
      );
    }
    assert.deepEqual(await engine.imported(), []);
  });
});
