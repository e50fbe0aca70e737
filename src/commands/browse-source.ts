import { l10n, window } from 'vscode';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import { listAppFiles } from '../views/documents/app-files.ts';
import { sourceUri } from '../views/documents/source-uri.ts';

export const browseSource: Command = {
  id: 'assay.browseSource',
  async run(context, ...args) {
    const [app] = await appTargets(
      context,
      args,
      l10n.t('Browse the source of which app?'),
      ({ sourceDir }) => sourceDir !== null,
    );
    if (!app?.sourceDir) return;
    const files = await listAppFiles(app.sourceDir);
    const file = await window.showQuickPick(files, {
      title: l10n.t('Files of {0}, revision {1}', app.app ?? app.model, app.revision ?? 0),
    });
    if (file !== undefined) await window.showTextDocument(sourceUri(app, file), { preview: true });
  },
};
