import assert from 'node:assert/strict';
import { Uri, commands, workspace } from 'vscode';
import { activatedExtension, openedEngine } from './support/extension.ts';
import { until } from './support/until.ts';
import type { AssayApi } from '../../src/extension.ts';
import type { Engine, RunOutcome } from '../../src/engine/engine-api.ts';

/** On a fresh machine the tools are installed in this time too. */
const timeoutMs = 480_000;

describe('a folder that is analysed', function () {
  this.timeout(timeoutMs);
  let api: AssayApi;
  let engine: Engine;
  let folder: Uri;
  let first: RunOutcome;

  const put = (name: string, text: string) =>
    workspace.fs.writeFile(Uri.joinPath(folder, name), Buffer.from(text));
  const analyze = (...args: unknown[]) =>
    commands.executeCommand<RunOutcome | undefined>('assay.analyzeFolder', ...args);

  before(async () => {
    api = await activatedExtension();
    engine = await openedEngine();
    folder = Uri.joinPath(workspace.workspaceFolders![0]!.uri, 'shop');
    await workspace.fs.createDirectory(folder);
    await put('package.json', '{"dependencies":{"express":"5"}}');
    await put('app.js', 'module.exports = (req, res) => {\n  eval(req.query.q);\n};\n');
    first = (await analyze(folder, [folder]))!;
  });

  it('is a pipeline of its own, with the findings of the static tools', async () => {
    assert.equal(first.outcome, 'created');
    const { status, name, file } = await engine.whenSettled(first.pipelineId);
    assert.deepEqual([status, name, file], ['completed', 'Analysis of shop', folder.fsPath]);
    const [app] = await engine.apps(first.pipelineId, { offset: 0, limit: 10 });
    assert.deepEqual(
      [app?.app, app?.stack, app?.figures.findings?.critical],
      ['existing/shop:1', 'node-express', 1],
    );
  });

  it('is shown in the tree, without prompts or answers', async () => {
    const pipelines = await api.tree.getChildren(undefined);
    const pipeline = pipelines.find(({ id }) => id === `pipeline/${first.pipelineId}`);
    const [app] = await api.tree.getChildren(pipeline);
    await until(() => /^completed · no template · /.test(String(api.tree.getTreeItem(app!).description)));
    const { label, contextValue } = api.tree.getTreeItem(app!);
    assert.deepEqual([label, contextValue], ['existing/shop:1', 'app retryable hasSource']);
  });

  it('is shown again without any work, until something in it changes', async () => {
    assert.deepEqual((await analyze(folder))?.outcome, 'finished');
    await put('app.js', 'module.exports = 1;\n');
    const changed = (await analyze(folder))!;
    assert.deepEqual([changed.outcome, changed.pipelineId > first.pipelineId], ['created', true]);
    assert.equal((await engine.whenSettled(changed.pipelineId)).status, 'completed');
  });

  it('that holds nothing is no run', async () => {
    const empty = Uri.joinPath(folder, '..', 'empty');
    await workspace.fs.createDirectory(empty);
    const before = (await engine.pipelines()).length;
    assert.equal(await analyze(empty), undefined);
    assert.equal((await engine.pipelines()).length, before);
  });
});
