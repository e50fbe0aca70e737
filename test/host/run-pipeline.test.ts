import assert from 'node:assert/strict';
import { TabInputWebview, commands, window } from 'vscode';
import { activatedExtension, openedEngine, pipelineFile } from './support/extension.ts';
import { until } from './support/until.ts';
import type { AssayApi } from '../../src/extension.ts';
import type { Engine, RunOutcome } from '../../src/engine/engine-api.ts';
import type { TreeNode } from '../../src/views/tree/nodes.ts';

/** On a fresh machine the tools are installed in this time too. */
const timeoutMs = 480_000;

describe('a small pipeline', function () {
  this.timeout(timeoutMs);
  let api: AssayApi;
  let engine: Engine;
  let pipelineId: number;

  const child = async (parent: TreeNode | undefined, id: RegExp): Promise<TreeNode> => {
    const children = await api.tree.getChildren(parent);
    const found = children.find((node) => id.test(node.id));
    assert.ok(found, `${String(id)} is not among ${children.map((node) => node.id).join(', ')}`);
    return found;
  };
  const description = (node: TreeNode) => String(api.tree.getTreeItem(node).description);
  const pipelineNode = () => child(undefined, new RegExp(`^pipeline/${pipelineId}$`));
  const appNode = async () => child(await pipelineNode(), /^app\//);

  before(async () => {
    api = await activatedExtension();
    engine = await openedEngine();
    const uri = await pipelineFile('small', {
      name: 'Small',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
      analysis: { services: { 'static-analyzer': { tools: ['eslint'] }, 'dynamic-analyzer': {} } },
    });
    const outcome = await commands.executeCommand<RunOutcome>('assay.runPipeline', uri);
    assert.equal(outcome.outcome, 'created');
    pipelineId = outcome.pipelineId;
  });

  it('is completed', async () => {
    const { status, generation, analysis } = await engine.whenSettled(pipelineId);
    assert.deepEqual([status, generation.completed, analysis.completed], ['completed', 1, 1]);
  });

  it('is shown from pipeline to tool run', async () => {
    await until(async () => description(await pipelineNode()).startsWith('completed'));
    const pipeline = await pipelineNode();
    assert.equal(description(pipeline), 'completed · 1 of 1 apps');
    const app = await appNode();
    await until(() => description(app).startsWith('completed'));
    assert.match(description(app), /^completed · notes · \d+ of \d+ endpoints/);
    const subtasks = await api.tree.getChildren(app);
    assert.deepEqual(
      subtasks.map((node) => api.tree.getTreeItem(node).label),
      ['static-analyzer', 'dynamic-analyzer'],
    );
    const runs = await api.tree.getChildren(subtasks[1]);
    await until(() => runs.every((run) => description(run).startsWith('succeeded')));
    assert.deepEqual(
      runs.map((node) => api.tree.getTreeItem(node).label),
      ['http-probe', 'endpoint-tester'],
    );
    assert.equal(api.tree.getParent(runs[0]!), subtasks[1]);
  });

  it('is hidden by the filter for what needs attention, which says so', async () => {
    await commands.executeCommand('assay.showAppsNeedingAttention');
    assert.deepEqual(await api.tree.getChildren(await pipelineNode()), []);
    assert.match(api.tree.view.message ?? '', /^0 of \d+ apps shown/);
    await commands.executeCommand('assay.showAllApps');
    assert.equal((await api.tree.getChildren(await pipelineNode())).length, 1);
    assert.equal(api.tree.view.message ?? '', '');
  });

  it('is not run again when it is finished', async () => {
    const record = await engine.pipeline(pipelineId);
    const { Uri } = await import('vscode');
    const outcome = await commands.executeCommand<RunOutcome>('assay.runPipeline', Uri.file(record!.file));
    assert.deepEqual([outcome.outcome, outcome.pipelineId], ['finished', pipelineId]);
  });

  it('shows what a tool found, as a read-only page', async () => {
    const run = await child(await child(await appNode(), /^subtask\/\d+$/), /eslint$/);
    await commands.executeCommand('assay.showToolRun', run);
    const editor = window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'assay');
    assert.match(
      editor.document.getText(),
      /^eslint [\d.]+ · builtin\/baseline:\d+ · static-analyzer\nsucceeded/,
    );
  });

  it('opens the source of its app, read-only', async () => {
    await commands.executeCommand('assay.openSource', await appNode());
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'assay-source');
    assert.match(document.getText(), /express|require|import/);
  });

  it('tries an app again, as another attempt, and ends completed', async () => {
    const app = await appNode();
    assert.ok(app.kind === 'app' && app.record.mainTaskId !== null);
    const before = await engine.subtasks(app.record.mainTaskId);
    assert.equal(await commands.executeCommand('assay.retryApp', app), before.length);
    assert.equal((await engine.whenSettled(pipelineId)).status, 'completed');
    const after = await engine.subtasks(app.record.mainTaskId);
    assert.deepEqual(
      after.map(({ attempts }) => attempts),
      before.map(({ attempts }) => attempts + 1),
    );
  });

  it('opens its matrix once', async () => {
    const matrices = () =>
      window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof TabInputWebview && input.viewType.endsWith('assay.matrix'));
    await commands.executeCommand('assay.openMatrix', await pipelineNode());
    await until(() => matrices().some(({ label }) => label === 'Matrix: Small'));
    await commands.executeCommand('assay.openMatrix', pipelineId);
    assert.equal(matrices().length, 1);
  });
});
