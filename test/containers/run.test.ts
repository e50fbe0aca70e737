import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderId } from '../../src/engine/container-place.ts';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { removeImages, testEngine } from '../support/docker/engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a run whose apps are in containers', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const settingsBefore = process.env['ASSAY_SETTINGS'];
  beforeEach(() => {
    process.env['ASSAY_SETTINGS'] = path.join(folder(), 'settings.json');
  });
  afterEach(() => {
    if (settingsBefore === undefined) delete process.env['ASSAY_SETTINGS'];
    else process.env['ASSAY_SETTINGS'] = settingsBefore;
  });

  /** What the tools say of each app, in an order of its own. */
  async function verdicts(runtime: string): Promise<string[]> {
    const { status, stdout, stderr } = await runCli(
      folder(),
      ...['run', 'trial.assay.json', '--json', '--runtime', runtime, '--state', path.join(folder(), runtime)],
    );
    assert.equal(status, 0, stderr);
    const { pipelines } = JSON.parse(stdout) as StatusDocument;
    return pipelines[0]!.analysis.mainTasks
      .flatMap(({ app, subtasks }) =>
        subtasks.flatMap(({ tools }) =>
          tools.map(({ name, status: how, findings }) => `${app} ${name} ${how} ${JSON.stringify(findings)}`),
        ),
      )
      .sort();
  }

  it('comes to the same verdicts as with child processes, and leaves nothing', async () => {
    writeFileSync(
      process.env['ASSAY_SETTINGS']!,
      JSON.stringify({ 'containers.baseImages': { 'node:24-bookworm-slim': nodeImage } }),
    );
    const file = {
      ...{ name: 'Trial', models: ['builtin/baseline', 'builtin/flawed'], templates: ['notes'] },
      ...{ stack: 'node-express', analysis: { services: { 'dynamic-analyzer': {} } } },
    };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(file));
    const expected = await verdicts('process');
    assert.equal(expected.length, 4, expected.join('\n'));
    const { client } = await testEngine();
    assert.deepEqual(await verdicts('docker'), expected);
    assert.deepEqual(await leftOf(client, await folderId(path.join(folder(), 'docker'))), []);
    const images = await client.listImages({ filters: { label: ['assay.stack=node-express'] } });
    assert.ok(images.length > 0, 'it was in containers');
    await removeImages(client, images.flatMap(({ RepoTags }) => RepoTags ?? []).reverse());
  });
});
