import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startPortForwarder } from '../support/port-forwarder.ts';
import type { PortForwarder } from '../support/port-forwarder.ts';
import { runCli } from '../support/run-cli.ts';
import type { Editor } from '../support/vscode/editor.ts';
import { suiteEditor } from '../support/vscode/suite-editor.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** On a fresh machine the app's packages are installed in this time too. */
const startTimeoutMs = 120_000;

describe('an app, as a person runs it in the editor', () => {
  const suite = suiteEditor('look');
  let editor: Editor;
  let bench: Workbench;
  let forwarder: PortForwarder;

  before(async () => {
    const models = ['builtin/baseline', 'builtin/flawed'];
    const trial = { name: 'Trial', models, templates: ['notes', 'links'], stack: 'node-express' };
    await writeFile(path.join(suite.workspace, 'trial.assay.json'), JSON.stringify(trial));
    assert.equal((await runCli(suite.workspace, 'run', 'trial.assay.json')).status, 0);
    const settings = { 'workbench.colorTheme': 'Default Dark Modern' };
    forwarder = await startPortForwarder();
    const env = { ...process.env, VSCODE_PROXY_URI: forwarder.template };
    ({ editor, bench } = await suite.open('run-app', { settings, env }));
  });
  after(() => forwarder?.close());

  const app = (state: string) =>
    bench.treeItem(new RegExp(`^notes · builtin/baseline:1, generated, ${state}`));

  it('starts it from its row, which then shows its port', async () => {
    const row = bench.treeItem(/^notes · builtin\/baseline:1, generated/);
    await bench.showPipelines(row);
    await row.click({ button: 'right' });
    await bench.menuItem('Start App').waitFor();
    await bench.screenshot('1-menu');
    await bench.chooseMenuItem('Start App');
    await app('running · :\\d+').waitFor({ timeout: startTimeoutMs });
    await app('running').hover();
    await bench.screenshot('2-running');
  }).timeout(startTimeoutMs);

  it('opens in a browser, by its menu, under the address that the person reaches it at', async () => {
    const port = /running · :(\d+)/.exec((await app('running').getAttribute('aria-label'))!)![1]!;
    await app('running').click({ button: 'right' });
    const opened = editor.page.context().waitForEvent('page');
    await bench.chooseMenuItem('Open App in Browser');
    const page = await opened;
    await page.waitForURL(forwarder.template.replace('{{port}}', port));
    assert.deepEqual(forwarder.asked.slice(0, 1), [`${port} /`]);
    const notes = await page.goto(new URL('api/notes', page.url()).href);
    assert.deepEqual([notes?.status(), await notes?.json()], [200, { notes: [], total: 0 }]);
    await page.close();
  });

  it('shows its log beside', async () => {
    await bench.runCommand('Assay: Show App Log');
    // From the palette it asks which: first the pipeline, then the app.
    await bench.choice('Trial').click();
    await bench.choice('builtin/baseline:1').click();
    await editor.page.locator('.view-lines').getByText('is started').waitFor();
    await bench.screenshot('3-log');
  });

  it('stops it by the button on its row', async () => {
    await bench.clickInline(app('running'), 'Stop App');
    await app('running').waitFor({ state: 'detached' });
    await bench.screenshot('4-stopped');
  });
});
