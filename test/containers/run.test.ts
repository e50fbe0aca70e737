import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderId } from '../../src/engine/container-place.ts';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { imagesWith, removeImages, testEngine } from '../support/docker/engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { ownSettings } from '../support/own-settings.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a run whose apps are in containers', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  ownSettings(folder, { 'containers.baseImages': { 'node:24-bookworm-slim': nodeImage } });

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
    const images = await imagesWith(client, 'assay.stack=node-express');
    assert.ok(images.length > 0, 'it was in containers');
    await removeImages(client, images.reverse());
  });
});
