import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { ImageBuilder } from '../../src/engine/containers/images/image-builder.ts';
import { contentTag } from '../../src/engine/containers/images/image-tag.ts';
import { instanceLabel, ownerLabels } from '../../src/engine/containers/container-labels.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { noPrivateEngine, PrivateEngine } from '../support/docker/private-engine.ts';
import type { Editor } from '../support/vscode/editor.ts';
import { suiteEditor } from '../support/vscode/suite-editor.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const reason = noPrivateEngine();

(reason === null ? describe : describe.skip)(`cleaning up Docker in the editor ${reason ?? ''}`, () => {
  const suite = suiteEditor('look');
  let engine: PrivateEngine;
  let client: Dockerode;
  let editor: Editor;
  let bench: Workbench;

  before(async () => {
    engine = await PrivateEngine.start(1_500);
    ({ client } = await engine.connect());
    await engine.load([nodeImage]);
    const trial = {
      name: 'Trial',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
    };
    await writeFile(path.join(suite.workspace, 'trial.assay.json'), JSON.stringify(trial));
    ({ editor, bench } = await suite.open('clean-up-docker', {
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
      machineSettings: { 'assay.containers.engine': engine.host },
    }));
  });

  after(() => engine?.remove());

  const names = async () => (await client.listContainers({ all: true })).flatMap(({ Names }) => Names).sort();

  it('says when nothing is left', async () => {
    await bench.runCommand('Assay: Clean Up Docker');
    await editor.page.getByText('Assay has left nothing in Docker that is not in use.').first().waitFor();
  });

  it('shows what would go, with sizes, and removes what is ticked and nothing else', async () => {
    const labels = {
      ...ownerLabels({ state: 'another', epoch: 3 }),
      ...{ [instanceLabel]: 'left', 'assay.app': 'acme/left:1' },
    };
    await client.createContainer({ name: 'left', Image: nodeImage, Cmd: ['sleep', '1'], Labels: labels });
    await client.createContainer({ name: 'foreign', Image: nodeImage, Cmd: ['sleep', '1'] });
    const dockerfile = 'ARG BASE\nFROM ${BASE}\nRUN head -c 30000000 /dev/urandom > /big\n';
    const tag = contentTag('node-express', [dockerfile]);
    await new ImageBuilder({ client, kind: 'docker' }).ensure(
      {
        ...{ tag, what: 'an app', dockerfile, buildArgs: { BASE: nodeImage }, network: false },
        labels: { 'assay.stack': 'node-express', 'assay.builder': 'another' },
        async *files() {},
      },
      { signal: new AbortController().signal, onText: () => undefined },
    );
    await bench.clearNotifications();
    await bench.runCommand('Assay: Clean Up Docker');
    await bench.choice('30').waitFor();
    await bench.choice('acme/left:1').waitFor();
    await bench.screenshot('1-offer');
    // What others may be using is not ticked beforehand.
    await bench.choice('acme/left:1').getByRole('checkbox').check();
    await editor.page.getByText('2 Selected').waitFor();
    await editor.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await editor.page
      .getByText(/2 removed, \d+ MB freed\./)
      .first()
      .waitFor();
    await bench.screenshot('2-done');
    assert.deepEqual(await names(), ['/foreign']);
    const tags = (await client.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
    assert.deepEqual(tags, [nodeImage]);
  });
});
