import { Uri, window } from 'vscode';
import type { Command } from './command.ts';
import { nodesOf } from './targets.ts';

export const openPipelineFile: Command = {
  id: 'assay.openPipelineFile',
  async run(_context, ...args) {
    const [node] = nodesOf('pipeline', args);
    if (node) await window.showTextDocument(Uri.file(node.record.file));
  },
};
