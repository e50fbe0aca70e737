import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import { activatedExtension } from './support/extension.ts';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

describe('the extension', () => {
  it('activates', async () => {
    await activatedExtension();
    assert.equal(extensions.getExtension('assay.assay')?.isActive, true);
  });

  it('has the commands of its manifest and no others', async () => {
    await activatedExtension();
    const { contributes } = extensions.getExtension('assay.assay')!.packageJSON as Manifest;
    const declared = contributes.commands.map(({ command }) => command);
    const registered = await commands.getCommands(true);
    // The editor adds commands of its own to each view, as in `assay.pipelines.focus`.
    const ours = registered.filter((id) => id.startsWith('assay.') && !id.startsWith('assay.pipelines.'));
    const ofContainer = /^assay\.(resetViewContainerLocation|resetViewContainer)/;
    assert.deepEqual(ours.filter((id) => !ofContainer.test(id)).sort(), declared.sort());
  });
});
