import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { PipelineRecord } from '../../src/engine/domain/records.ts';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { descendants, survivors } from '../support/process-tree.ts';
import { engineProcesses } from './support/engine-process.ts';

/** What the editor gives running work, and what it gives `deactivate` in all. */
const graceMs = 3_000;
const deactivateMs = 5_000;

describe('the engine of an editor that closes', function () {
  this.timeout(60_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  const { open, pipelineFile } = engineProcesses();

  it('interrupts after the grace what takes longer, durably and in time, and leaves no process', async () => {
    const editor = await open('all');
    const file = pipelineFile({
      analysis: { services: { 'performance-tester': { tools: ['autocannon'] } } },
      configuration: { 'performance.durationMs': 120_000 },
    });
    const { pipelineId } = await editor.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    const terminal = await open('look');
    while ((await editor.call<{ step: string }[]>('activities'))[0]?.step !== 'autocannon') {
      await delay(50);
    }
    const children = descendants(editor.pid);
    assert.ok(children.length >= 2, 'an analyzer and an app are running');

    const closedAt = Date.now();
    await editor.call('shutdown', graceMs);
    const took = Date.now() - closedAt;
    assert.ok(took >= graceMs - 50 && took < deactivateMs, `it took ${took} ms`);
    assert.deepEqual(await survivors(children, 1_000), []);
    assert.equal((await terminal.call<PipelineRecord>('pipeline', pipelineId)).status, 'running');
    const { pipelines } = await terminal.call<StatusDocument>('status', pipelineId);
    const [subtask] = pipelines[0]!.analysis.mainTasks[0]!.subtasks;
    assert.deepEqual(
      [subtask!.status, subtask!.attempts.map(({ status }) => status)],
      ['pending', ['interrupted']],
    );
  });
});
