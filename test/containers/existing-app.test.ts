import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { imagesWith, removeImages, testEngine } from '../support/docker/engine.ts';
import { ownSettings } from '../support/own-settings.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a folder that is analysed where there are containers', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  ownSettings(folder, { 'containers.baseImages': { 'node:24-bookworm-slim': nodeImage } });

  it('is started from its copy, and asked for all that can be measured of it', async () => {
    const file = { name: 'Shop', models: ['builtin/baseline'], templates: ['notes'], stack: 'node-express' };
    writeFileSync(
      path.join(folder(), 'shop.assay.json'),
      JSON.stringify({ ...file, analysis: { services: {} } }),
    );
    await runCli(folder(), 'run', 'shop.assay.json');
    cpSync(path.join(folder(), '.assay/apps/builtin+baseline/1/r1'), path.join(folder(), 'shop'), {
      recursive: true,
    });
    const { client } = await testEngine();
    const imagesOf = () => imagesWith(client, 'assay.stack=node-express');
    const before = await imagesOf();
    const { status, stdout, stderr } = await runCli(
      folder(),
      'analyze',
      'shop',
      '--template',
      'notes',
      '--json',
    );
    assert.equal(status, 0, stderr);
    const [pipeline] = (JSON.parse(stdout) as StatusDocument).pipelines;
    const tools = pipeline!.analysis.mainTasks[0]!.subtasks.flatMap((subtask) => subtask.tools);
    assert.deepEqual(
      tools.map(({ name, status: ended }) => [name, ended]),
      ['eslint', 'semgrep', 'http-probe', 'endpoint-tester', 'autocannon'].map((name) => [name, 'succeeded']),
    );
    await removeImages(client, (await imagesOf()).filter((tag) => !before.includes(tag)).reverse());
  });
});
