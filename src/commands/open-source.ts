import { l10n, window } from 'vscode';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import { listAppFiles, mainFile } from '../views/documents/app-files.ts';
import { sourceUri } from '../views/documents/source-uri.ts';

/** Opens the file of the app that a reader wants to see first; Browse Source offers the others. */
export const openSource: Command = {
  id: 'assay.openSource',
  async run(context, ...args) {
    const apps = await appTargets(
      context,
      args,
      l10n.t('Open the source of which app?'),
      ({ sourceDir }) => sourceDir !== null,
    );
    for (const app of apps) {
      const file = app.sourceDir === null ? null : mainFile(await listAppFiles(app.sourceDir));
      if (file === null) {
        void window.showInformationMessage(l10n.t('{0} has no source yet.', app.app ?? app.model));
        continue;
      }
      await window.showTextDocument(sourceUri(app, file), { preview: apps.length === 1 });
    }
  },
};
