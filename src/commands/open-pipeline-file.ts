import { FileType, Uri, commands, window, workspace } from 'vscode';
import type { Command } from './command.ts';
import { nodesOf } from './targets.ts';

export const openPipelineFile: Command = {
  id: 'assay.openPipelineFile',
  async run(_context, ...args) {
    const [node] = nodesOf('pipeline', args);
    if (!node) return;
    const uri = Uri.file(node.record.file);
    const { type } = await workspace.fs.stat(uri);
    // An analysis without a file is known by its folder.
    if (type & FileType.Directory) await commands.executeCommand('revealInExplorer', uri);
    else await window.showTextDocument(uri);
  },
};
