import assert from 'node:assert/strict';
import type { Editor } from '../support/vscode/editor.ts';
import { suiteEditor } from '../support/vscode/suite-editor.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** On a fresh machine the analysis tools are installed in this time too. */
const pipelineTimeoutMs = 480_000;
const models = ['builtin/baseline', 'builtin/flawed'];
const templates = ['expenses', 'links', 'notes'];

describe('the main job, as a person does it in the editor', () => {
  const suite = suiteEditor('which-model');
  let editor: Editor;
  let bench: Workbench;

  async function open(theme: 'dark' | 'light'): Promise<void> {
    const colorTheme = theme === 'dark' ? 'Default Dark Modern' : 'Default Light Modern';
    ({ editor, bench } = await suite.open(theme, { settings: { 'workbench.colorTheme': colorTheme } }));
  }

  const pipelineRow = (state: string) => bench.treeItem(new RegExp(`^Quickstart, ${state}`));

  before(() => open('dark'));

  it('starts from the palette, with the quickstart for a first pipeline', async () => {
    await bench.typeCommand('Assay: Run Pipeline');
    await bench.screenshot('1-palette');
    await editor.page.keyboard.press('Enter');
    await bench.choice('New Pipeline from the Quickstart').waitFor();
    await bench.screenshot('2-which-pipeline');
    await bench.choice('New Pipeline from the Quickstart').click();
  });

  it('asks before it installs the analysis tools', async () => {
    await bench.dialogButton('Install and Continue').waitFor();
    await bench.screenshot('3-consent');
    await bench.dialogButton('Install and Continue').click();
  });

  it('shows the pipeline running in the tree', async () => {
    await pipelineRow('running').waitFor();
    await bench
      .treeItem(/· builtin\/\w+:\d+, analysing/)
      .first()
      .waitFor({ timeout: pipelineTimeoutMs });
    await bench.screenshot('4-running');
  }).timeout(pipelineTimeoutMs);

  it('reaches completed with all apps analysed', async () => {
    await bench.treeItem(/^Quickstart, completed, 6 of 6 apps$/).waitFor({ timeout: pipelineTimeoutMs });
    await bench.screenshot('5-completed');
    const apps = bench.treeItem(/· builtin\/(baseline|flawed):\d+, completed/);
    assert.equal(await apps.count(), models.length * templates.length);
  }).timeout(pipelineTimeoutMs);

  it('shows the subtasks and tool runs of an app', async () => {
    await bench.expand(bench.treeItem(/^notes · builtin\/flawed:\d+, completed/));
    await bench.expand(bench.treeItem(/^dynamic-analyzer, completed/));
    await bench.treeItem(/^endpoint-tester, succeeded, \d+ of \d+ met/).waitFor();
    await bench.screenshot('6-tool-runs');
  });

  it('tries one app again', async () => {
    const app = bench.treeItem(/^links · builtin\/baseline:\d+, completed/);
    await bench.clickInline(app, 'Retry App');
    await pipelineRow('running').waitFor();
    await bench.screenshot('7-retrying');
    await bench.treeItem(/^Quickstart, completed, 6 of 6 apps$/).waitFor({ timeout: pipelineTimeoutMs });
  }).timeout(pipelineTimeoutMs);

  it('shows the matrix, each cell with its figures', async () => {
    await bench.clearNotifications();
    await bench.clickInline(pipelineRow('completed'), 'Open Matrix');
    await checkMatrix();
    await bench.screenshot('8-matrix');
  });

  it('opens an app from its cell', async () => {
    const cell = bench
      .webview()
      .getByRole('row', { name: /^links/ })
      .getByRole('gridcell')
      .nth(1);
    await cell.click();
    await bench.selectedTreeItem(/^links · builtin\/flawed:\d+/).waitFor();
    await bench.screenshot('9-app');
  });

  it('shows the same in a light theme after the editor was closed, and starts nothing again', async () => {
    await editor.close();
    await open('light');
    await bench.showPipelines(bench.treeItem(/^Quickstart, completed, 6 of 6 apps$/));
    await bench.clickInline(pipelineRow('completed'), 'Open Matrix');
    await checkMatrix();
    await bench.screenshot('1-matrix');
  });

  async function checkMatrix(): Promise<void> {
    const grid = bench.webview().getByRole('grid');
    await grid.waitFor();
    for (const model of models) await grid.getByRole('columnheader', { name: model }).waitFor();
    for (const template of templates) {
      const cells = await grid
        .getByRole('row', { name: new RegExp(`^${template}`) })
        .getByRole('gridcell')
        .allInnerTexts();
      assert.equal(cells.length, models.length + 1);
      for (const cell of cells.slice(0, models.length)) assert.match(cell, /completed[^]*\d+\/\d+[^]*\d ms/);
    }
  }
});
