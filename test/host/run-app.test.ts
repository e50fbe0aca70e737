import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { activatedExtension, openedEngine, pipelineFile } from './support/extension.ts';
import { until } from './support/until.ts';
import type { AssayApi } from '../../src/extension.ts';
import type { RunningApp } from '../../src/engine/domain/running-app.ts';
import type { Engine, RunOutcome } from '../../src/engine/engine-api.ts';
import type { AppNode, TreeNode } from '../../src/views/tree/nodes.ts';

describe('an app that a person runs', function () {
  this.timeout(240_000);
  let api: AssayApi;
  let engine: Engine;
  let app: AppNode;

  const item = (node: TreeNode) => api.tree.getTreeItem(node);
  const description = () => String(item(app).description);

  before(async () => {
    api = await activatedExtension();
    engine = await openedEngine();
    const uri = await pipelineFile('looked-at', {
      ...{ name: 'Looked at', models: ['builtin/baseline'], templates: ['links'], stack: 'node-express' },
    });
    const { pipelineId } = await commands.executeCommand<RunOutcome>('assay.runPipeline', uri);
    await engine.whenSettled(pipelineId);
    const pipeline = (await api.tree.getChildren()).find(({ id }) => id === `pipeline/${pipelineId}`);
    await until(async () => {
      const [node] = await api.tree.getChildren(pipeline);
      if (node?.kind !== 'app' || node.record.sourceDir === null) return false;
      app = node;
      return true;
    });
  });

  it('is started from its row, which then shows its port', async () => {
    assert.match(item(app).contextValue!, /\bhasSource\b/);
    const [run] = await commands.executeCommand<RunningApp[]>('assay.startApp', app);
    assert.equal(run?.status, 'running', run?.message ?? '');
    assert.equal((await fetch(`${run.url}/api/links`, { headers: { connection: 'close' } })).status, 200);
    const port = run.url!.split(':').at(-1);
    await until(() => description().startsWith(`running · :${port} · `));
    assert.match(item(app).contextValue!, /\bruns\b/);
    assert.equal((item(app).iconPath as { id: string }).id, 'vm-running');
  });

  it('shows its log as a read-only page that grows', async () => {
    await commands.executeCommand('assay.showAppLog', app);
    const document = window.activeTextEditor!.document;
    assert.equal(document.uri.scheme, 'assay-app-log');
    assert.match(document.getText(), /is started --/);
    const length = document.getText().length;
    await commands.executeCommand('assay.restartApp', app);
    await until(() => document.getText().length > length);
    assert.match(document.getText(), /it was stopped --[^]*is started --/);
  });

  it('is stopped, and its row is as before', async () => {
    const url = engine.runningApps().find(({ jobId }) => jobId === app.record.jobId)?.url;
    assert.equal(await commands.executeCommand('assay.stopApp', app), 1);
    await assert.rejects(fetch(`${url}/`));
    await until(() => !/\bstoppable\b/.test(item(app).contextValue!));
    await until(() => description().startsWith('generated · links'));
  });
});
