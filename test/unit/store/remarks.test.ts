import assert from 'node:assert/strict';
import type { Remark } from '../../../src/engine/domain/remarks.ts';
import { listApps } from '../../../src/engine/store/queries/apps.ts';
import { listRemarks } from '../../../src/engine/store/queries/remarks.ts';
import { deletePipeline } from '../../../src/engine/store/transitions/delete-pipeline.ts';
import { schedulerBenches, statusOf } from '../../support/scheduler-bench.ts';
import { ScriptedExecutors } from '../../support/scripted-executors.ts';

const fix: Remark = {
  ...{ kind: 'fix', name: 'require', path: 'src/app.js', line: null, count: 3 },
  detail: 'require became import',
};
const note: Remark = { ...fix, kind: 'reading', name: 'json', path: null, line: 1, count: 1, detail: 'JSON' };

describe('remarks of how answers became apps', () => {
  const benches = schedulerBenches();

  it('tell repaired apps from clean ones, are listed by app, and go with their pipeline', async () => {
    const executors = new ScriptedExecutors();
    executors.onGenerate = (task) => {
      executors.remarks = task.model === 'builtin/flawed' ? [fix, note] : [note];
    };
    const bench = await benches.open({ executors, settings: { 'generation.maxWorkers': 1 } });
    const id = await bench.createPipeline({ templates: ['a'], services: [] });
    await bench.settled(id);
    const apps = await bench.store.read((db) => listApps(db, '/state', id, { offset: 0, limit: 9 }));
    const none = { problem: 0, placeholder: 0, 'model-repair': 0, unbuilt: 0 };
    assert.deepEqual(
      apps.map(({ model, repair }) => [model, repair]),
      [
        ['builtin/baseline', { clean: true, counts: { ...none, fix: 0, reading: 1 } }],
        ['builtin/flawed', { clean: false, counts: { ...none, fix: 3, reading: 1 } }],
      ],
    );
    const of = (jobId: number) => bench.store.read((db) => listRemarks(db, { jobId }));
    const listed = await of(apps[1]!.jobId);
    assert.deepEqual(
      listed.map(({ attemptId, ...remark }) => (assert.ok(attemptId > 0), remark)),
      [fix, note],
    );
    const { jobs } = (await statusOf(bench, id)).generation;
    assert.deepEqual(
      jobs.map(({ attempts }) => attempts.map(({ fixes, repair }) => [fixes, repair?.clean])),
      [[[[], true]], [[[{ rule: 'require', path: 'src/app.js', count: 3, detail: fix.detail }], false]]],
    );
    await bench.store.write((tx) => deletePipeline(tx, id, 0));
    assert.deepEqual(await of(apps[1]!.jobId), []);
  });

  it('are none of an app that there is not', async () => {
    const executors = new ScriptedExecutors();
    executors.onGenerate = () => Promise.reject(new Error('no'));
    const bench = await benches.open({ executors });
    const id = await bench.createPipeline({ models: ['builtin/baseline'], templates: ['a'] });
    await bench.settled(id);
    const [app] = await bench.store.read((db) => listApps(db, '/state', id, { offset: 0, limit: 9 }));
    assert.equal(app!.repair, null);
    const [job] = (await statusOf(bench, id)).generation.jobs;
    assert.deepEqual([job!.attempts[0]!.repair, job!.attempts[0]!.fixes], [null, []]);
  });
});
