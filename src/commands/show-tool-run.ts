import { languages, window, workspace } from 'vscode';
import type { Command } from './command.ts';
import { nodesOf } from './targets.ts';
import { toolRunUri } from '../views/documents/tool-run-documents.ts';

export const showToolRun: Command = {
  id: 'assay.showToolRun',
  async run(_context, ...args) {
    for (const node of nodesOf('toolRun', args)) {
      const app = node.parent.parent.record;
      const uri = toolRunUri(app.app ?? app.model, node.record.subtaskId, node.record.tool);
      const document = await workspace.openTextDocument(uri);
      // What a tool quotes may look like any language; as plain text nothing of it is interpreted.
      await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'plaintext'), {
        preview: true,
      });
    }
  },
};
