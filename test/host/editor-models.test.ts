import assert from 'node:assert/strict';
import { LanguageModelError, commands, extensions, window, workspace } from 'vscode';
import { openedEngine, pipelineFile } from './support/extension.ts';
import { until } from './support/until.ts';
import type { Engine, RunOutcome } from '../../src/engine/engine-api.ts';

interface ModelCall {
  model: string;
  messages: { role: number; text: string }[];
  cancelled: Promise<unknown>;
}

/** As test/host/fixtures/model-extension has it. */
interface Steer {
  calls: ModelCall[];
  answer: (say: (text: string) => void, call: ModelCall) => Promise<void>;
}

const writer = 'vscode/assay-test/writer';

describe('the language models of the editor', () => {
  let engine: Engine;
  let steer: Steer;
  let app: string;
  let files = 0;

  async function run(models: string[]): Promise<number> {
    // Each a file of its own: one that is finished is not run again.
    const name = `editor-${++files}`;
    const uri = await pipelineFile(name, { name, models, templates: ['notes'], stack: 'node-express' });
    return (await commands.executeCommand<RunOutcome>('assay.runPipeline', uri)).pipelineId;
  }
  const apps = (pipelineId: number) => engine.apps(pipelineId, { offset: 0, limit: 9 });

  before(async () => {
    const extension = extensions.getExtension<Steer>('assay-test.models');
    assert.ok(extension, 'The editor does not know the extension that brings models.');
    steer = await extension.activate();
    engine = await openedEngine();
    const pipelineId = await run(['builtin/baseline']);
    await engine.whenSettled(pipelineId);
    const [answer] = await engine.answers((await apps(pipelineId))[0]!.jobId);
    app = answer!.text;
  });

  beforeEach(() => {
    steer.calls.splice(0);
    steer.answer = async (say) => say(app);
  });

  it('are listed with those of all others', async () => {
    const list = (await engine.listModels()).find(({ provider }) => provider === 'vscode');
    assert.equal(list?.problem, null);
    const found = list.models.find(({ id }) => id === writer);
    assert.deepEqual([found?.name, found?.contextTokens, found?.price], ['The writer', 32_000, null]);
  });

  it('write apps, and what they were asked and answered can be read', async () => {
    const pipelineId = await run([writer]);
    assert.equal((await engine.whenSettled(pipelineId)).status, 'completed');
    assert.deepEqual(
      steer.calls.map(({ model }) => model),
      ['writer'],
    );
    const [row] = await apps(pipelineId);
    const [answer, ...others] = await engine.answers(row!.jobId);
    assert.deepEqual(others, []);
    assert.equal(answer!.text, app);
    assert.deepEqual([answer!.finishReason, answer!.cost, answer!.step], ['stop', null, 'generate']);
    assert.equal(answer!.servedModel, 'assay-test/writer');
    const sent = steer.calls[0]!.messages.map(({ text }) => text);
    assert.deepEqual(
      sent,
      answer!.messages.map(({ content }) => content),
    );
    const inputTokens = sent.reduce((sum, text) => sum + text.length, 0);
    assert.deepEqual(answer!.usage, { inputTokens, outputTokens: app.length });

    await commands.executeCommand('assay.showAnswer', row!.jobId);
    const shown = window.activeTextEditor!.document;
    assert.deepEqual([shown.uri.scheme, shown.languageId], ['assay-answer', 'plaintext']);
    assert.match(shown.getText(), /^vscode\/assay-test\/writer · attempt 1 · generate\ncomplete · /);
    assert.ok(shown.getText().endsWith(app));
    await commands.executeCommand('assay.showPrompts', row!.jobId);
    const prompts = window.activeTextEditor!.document.getText();
    for (const text of sent) assert.ok(prompts.includes(text.trim()));
  });

  it('are found by their family, too', async () => {
    const pipelineId = await run(['vscode/assay-test/family-of-other']);
    assert.equal((await engine.whenSettled(pipelineId)).status, 'completed');
    assert.equal(steer.calls[0]!.model, 'other');
  });

  it('are seen while they write, in a page that grows', async () => {
    const half = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    steer.answer = async (say) => {
      say(app.slice(0, 400));
      begun.resolve();
      await half.promise;
      say(app.slice(400));
    };
    const pipelineId = await run([writer]);
    await begun.promise;
    const { jobId } = (await apps(pipelineId))[0]!;
    await until(() => engine.liveAnswer(jobId));
    assert.equal(engine.activities().find(({ id }) => id === jobId)?.outputTokens, 100);
    await commands.executeCommand('assay.showAnswer', jobId);
    const { document } = window.activeTextEditor!;
    await until(() => document.getText().endsWith(app.slice(0, 400)));
    assert.match(document.getText(), /is writing: about 100 tokens/);
    half.resolve();
    await engine.whenSettled(pipelineId);
    // While it is still said to be writing, all of it can be there already.
    await until(() => /\ncomplete · /.test(document.getText()));
    assert.ok(document.getText().endsWith(app));
  });

  it('are told when the work is cancelled', async () => {
    const begun = Promise.withResolvers<ModelCall>();
    steer.answer = async (say, call) => {
      say('Here');
      begun.resolve(call);
      await call.cancelled;
    };
    const pipelineId = await run([writer]);
    const { cancelled } = await begun.promise;
    await engine.cancel(pipelineId);
    await cancelled;
    assert.equal((await engine.whenSettled(pipelineId)).status, 'cancelled');
  });

  it('that are not there or may not be asked fail in words, at once', async () => {
    steer.answer = async () => {
      throw LanguageModelError.NoPermissions('not today');
    };
    const pipelineId = await run([writer, 'vscode/assay-test/nobody', 'vscode/nobody/at-all']);
    await engine.whenSettled(pipelineId);
    const errors = (await apps(pipelineId)).map(({ jobError }) => [
      jobError!.errorClass,
      `${jobError!.message} ${jobError!.hint}`,
    ]);
    assert.deepEqual(
      errors.map(([errorClass]) => errorClass),
      ['auth', 'misconfigured', 'misconfigured'],
    );
    assert.match(errors[0]![1]!, /may not ask vscode\/assay-test\/writer: not today/);
    assert.match(errors[1]![1]!, /has no model .*nobody.*It has vscode\/assay-test\/writer/);
    assert.match(errors[2]![1]!, /none of nobody: install or enable the extension/);
    assert.equal(steer.calls.length, 1);
  });

  it('are offered over the models of a pipeline file', async () => {
    const uri = await pipelineFile('lens', '{\n  "models": []\n}');
    await workspace.openTextDocument(uri);
    const lenses = await commands.executeCommand<{ command?: { command: string } }[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['assay.chooseModels'],
    );
  });
});
