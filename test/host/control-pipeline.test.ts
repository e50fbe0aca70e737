import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { activatedExtension, openedEngine, pipelineFile } from './support/extension.ts';
import { until } from './support/until.ts';
import type { AssayApi } from '../../src/extension.ts';
import type { Engine, RunOutcome } from '../../src/engine/engine-api.ts';

describe('a running pipeline', () => {
  let api: AssayApi;
  let engine: Engine;
  let pipelineId: number;

  const row = async () => {
    const node = (await api.tree.getChildren()).find(({ id }) => id === `pipeline/${pipelineId}`);
    return node && api.tree.getTreeItem(node);
  };
  const shows = (word: string) => until(async () => String((await row())?.description).startsWith(word));

  before(async () => {
    api = await activatedExtension();
    engine = await openedEngine();
    const uri = await pipelineFile('controlled', {
      name: 'Controlled',
      models: ['builtin/baseline', 'builtin/flawed'],
      templates: ['notes', 'links'],
      stack: 'node-express',
      replicates: 20,
    });
    const outcome = await commands.executeCommand<RunOutcome>('assay.runPipeline', uri);
    pipelineId = outcome.pipelineId;
  });

  it('is paused and offers to be resumed', async () => {
    await commands.executeCommand('assay.pausePipeline', pipelineId);
    assert.equal((await engine.pipeline(pipelineId))?.status, 'paused');
    await shows('paused');
    assert.match((await row())?.contextValue ?? '', /\bresumable\b/);
  });

  it('is resumed and goes on', async () => {
    const before = (await engine.pipeline(pipelineId))!.generation.completed;
    await commands.executeCommand('assay.resumePipeline', pipelineId);
    await until(async () => (await engine.pipeline(pipelineId))!.generation.completed > before);
    await shows('running');
    assert.match((await row())?.contextValue ?? '', /\bpausable\b/);
  });

  it('is cancelled, and what is done stays', async () => {
    await engine.cancel(pipelineId);
    const { status, generation } = await engine.whenSettled(pipelineId);
    assert.equal(status, 'cancelled');
    assert.ok(generation.completed > 0 && generation.cancelled > 0);
    assert.equal(generation.completed + generation.cancelled, generation.total);
    await shows('cancelled');
  });

  it('is deleted, and its row goes', async () => {
    await engine.delete(pipelineId);
    await until(async () => (await row()) === undefined);
    assert.equal(await engine.pipeline(pipelineId), null);
  });
});
