import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAppAnswers } from '../support/model-server/app-answers.ts';
import { ModelServer } from '../support/model-server/server.ts';
import { startProxy } from '../support/proxy.ts';
import type { Editor } from '../support/vscode/editor.ts';
import { suiteEditor } from '../support/vscode/suite-editor.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** The answer is long, and written so slowly that a person can look at it. */
const writingTimeoutMs = 90_000;
const theKey = 'sk-or-only-for-this-test-1';
const pipeline = `{
  "name": "Real",
  // Who writes.
  "models": ["builtin/baseline"],
  "templates": ["notes"],
  "stack": "node-express",
}
`;

describe('a model of a provider, as a person comes to it in the editor', () => {
  const suite = suiteEditor('real-models');
  let editor: Editor;
  let bench: Workbench;
  let server: ModelServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;

  before(async () => {
    await writeFile(path.join(suite.workspace, 'real.assay.json'), pipeline);
    const models = ['acme/big-1', 'acme/small-1'];
    server = await ModelServer.start({ answer: await createAppAnswers(), keys: [theKey], models });
    proxy = await startProxy();
    server.play([{ model: 'acme/big-1', trouble: { partDelayMs: 120 } }]);
    ({ editor, bench } = await suite.open('models', {
      settings: { 'http.proxy': proxy.url, 'assay.budget.confirmAboveUsd': 0.001 },
      machineSettings: {
        // A name that only the editor's own proxy knows.
        'assay.providers.openrouter.baseUrl': server.baseUrl('openrouter', `models.test:${server.port}`),
        'assay.toolboxes.install': 'allow',
      },
      env: { ...process.env, XDG_CACHE_HOME: path.join(suite.folder, 'cache') },
    }));
  });

  after(async () => {
    await server?.close();
    proxy?.close();
  });

  it('is not listed without a key, which the list says', async () => {
    await openPipelineFile();
    await bench.runCommand('Assay: Choose Models…');
    await bench.choice('builtin/flawed').waitFor();
    await editor.page.getByText(/for want of a key: OpenRouter/).waitFor();
    await bench.screenshot('1-no-key');
    await editor.page.keyboard.press('Escape');
  });

  async function openPipelineFile(): Promise<void> {
    await editor.page.keyboard.press('Escape');
    await editor.page.keyboard.press('Control+P');
    await editor.page.locator('.quick-input-widget input[type="text"]').fill('real.assay.json');
    await bench.choice('real.assay.json').click();
    await editor.page.locator('.editor-container .view-line').first().waitFor();
  }

  it('has its key asked for, and tried before it is kept', async () => {
    await bench.runCommand('Assay: Set API Key…');
    await bench.choice('OpenRouter').waitFor();
    await bench.screenshot('2-providers');
    await bench.choice('OpenRouter').click();
    const input = editor.page.locator('.quick-input-widget input[type="password"]');
    await input.fill('sk-or-wrong');
    await bench.screenshot('3-key');
    await input.press('Enter');
    await bench.dialogButton('Enter Another').waitFor();
    await bench.screenshot('4-refused');
    await bench.dialogButton('Enter Another').click();
    await input.fill(theKey);
    await input.press('Enter');
    await editor.page.getByText('OpenRouter has taken the key.').first().waitFor();
    await bench.clearNotifications();
  });

  it('is chosen from the list, with its price, and written into the file', async () => {
    await bench.runCommand('Assay: Choose Models…');
    await bench.choice('openrouter/acme/big-1').waitFor();
    await bench.choice('openrouter/acme/big-1').click();
    await bench.screenshot('5-models');
    assert.match(
      await bench.choice('openrouter/acme/big-1').innerText(),
      /\$1 in, \$2 out per M tokens · 128 k context/,
    );
    await editor.page.keyboard.press('Enter');
    await editor.page.locator('.view-line', { hasText: 'openrouter/acme/big-1' }).waitFor();
    // It is saved then.
    await editor.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    await bench.screenshot('6-file');
    const written = await readFile(path.join(suite.workspace, 'real.assay.json'), 'utf8');
    const models = '["builtin/baseline", "openrouter/acme/big-1"]';
    assert.equal(written, pipeline.replace('["builtin/baseline"]', models));
  });

  it('is not asked before the person has seen what it may cost', async () => {
    await bench.runCommand('Assay: Run Pipeline');
    await bench.choice('real.assay.json').click();
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await bench.screenshot('7-cost');
    assert.match(await dialog.innerText(), /Run this pipeline\?[^]*more than \$0\.001/);
    assert.match(await dialog.innerText(), /Model calls: 1\. Apps: 2\.[^]*About \$0\.0\d/);
    await bench.dialogButton('Cancel').click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(server.calls.length, 0);
  });

  it('is seen while it writes, the end of it in view', async () => {
    await bench.runCommand('Assay: Run Pipeline');
    await bench.choice('real.assay.json').click();
    await bench.dialogButton('Run').click();
    const row = bench.treeItem(/^notes · openrouter\/acme\/big-1:1, generating.*tokens/);
    await row.waitFor();
    await bench.clickInline(row, 'Show Answer');
    const line = editor.page.locator('.view-line', { hasText: 'import express from' });
    await line.waitFor({ timeout: writingTimeoutMs });
    await bench.screenshot('8-writing');
  });

  it('has left its tokens and its cost, and its key nowhere', async () => {
    const row = bench.treeItem(/^notes · openrouter\/acme\/big-1:1, generated.*tokens/);
    await row.waitFor({ timeout: 120_000 });
    await bench.screenshot('9-generated');
    for (const entry of await readdir(suite.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(path.join(entry.parentPath, entry.name), 'latin1');
      assert.ok(!content.includes(theKey), entry.name);
    }
    assert.ok(!editor.log().includes(theKey));
    assert.ok(proxy.asked.includes(`models.test:${server.port}`));
  }).timeout(150_000);
});
