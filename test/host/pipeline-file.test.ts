import assert from 'node:assert/strict';
import { commands, languages, workspace } from 'vscode';
import { openedEngine, pipelineFile } from './support/extension.ts';

describe('a pipeline file', () => {
  it('that is wrong is marked at line and column, and is not run', async () => {
    const engine = await openedEngine();
    const before = (await engine.pipelines()).length;
    const uri = await pipelineFile(
      'bad',
      `{
  // the model does not exist, and there is no such field
  "name": "Bad",
  "models": ["builtin/nobody"],
  "templates": ["notes", "nothing"],
  "stack": "node-express"
}`,
    );
    assert.equal(await commands.executeCommand('assay.runPipeline', uri), undefined);
    const ours = languages.getDiagnostics(uri).filter(({ source }) => source === 'Assay');
    const places = ours.map(({ message, range: { start, end } }) => [
      message.replace(/;.*/, ''),
      `${start.line}:${start.character}-${end.line}:${end.character}`,
    ]);
    assert.deepEqual(places, [
      ['unknown model "builtin/nobody"', '3:13-3:29'],
      ['unknown template "nothing"', '4:25-4:34'],
    ]);
    assert.equal((await engine.pipelines()).length, before);
  });

  it('is marked no more when it was put right', async () => {
    await openedEngine();
    const uri = await pipelineFile('mended', '{ "name": "Mended", "modles": [] }');
    await commands.executeCommand('assay.runPipeline', uri);
    assert.notEqual(languages.getDiagnostics(uri).filter(({ source }) => source === 'Assay').length, 0);
    const document = await workspace.openTextDocument(uri);
    const { WorkspaceEdit, Range } = await import('vscode');
    const edit = new WorkspaceEdit();
    const whole = new Range(document.positionAt(0), document.positionAt(document.getText().length));
    edit.replace(
      uri,
      whole,
      '{ "name": "Mended", "models": ["builtin/baseline"], "templates": ["notes"], "stack": "node-express" }',
    );
    await workspace.applyEdit(edit);
    const cleared = new Promise<void>((resolve) => {
      const subscription = languages.onDidChangeDiagnostics(() => {
        if (languages.getDiagnostics(uri).some(({ source }) => source === 'Assay')) return;
        subscription.dispose();
        resolve();
      });
    });
    await document.save();
    await cleared;
  });

  it('is JSON with comments', async () => {
    const uri = await pipelineFile('commented', '{} // a comment');
    assert.equal((await workspace.openTextDocument(uri)).languageId, 'jsonc');
  });
});
