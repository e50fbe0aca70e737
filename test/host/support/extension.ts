import assert from 'node:assert/strict';
import { ConfigurationTarget, Uri, extensions, workspace } from 'vscode';
import type { AssayApi } from '../../../src/extension.ts';
import type { Engine } from '../../../src/engine/engine-api.ts';

/** The extension as the editor has loaded it, activated. */
export async function activatedExtension(): Promise<AssayApi> {
  const extension = extensions.getExtension<AssayApi>('assay.assay');
  assert.ok(extension, 'The editor does not know the extension.');
  return extension.activate();
}

/** The engine, with leave to install its tools: nobody is there to be asked. */
export async function openedEngine(): Promise<Engine> {
  const { session } = await activatedExtension();
  const settings = workspace.getConfiguration('assay');
  await settings.update('toolboxes.install', 'allow', ConfigurationTarget.Global);
  return session.get();
}

/** Writes a pipeline file into the workspace. */
export async function pipelineFile(name: string, content: string | object): Promise<Uri> {
  const uri = Uri.joinPath(workspace.workspaceFolders![0]!.uri, `${name}.assay.json`);
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  await workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}
