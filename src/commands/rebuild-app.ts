import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { startAndTell } from './start-and-tell.ts';
import { appTargets } from './targets.ts';

export const rebuildApp: Command = {
  id: 'assay.rebuildApp',
  async run(context, ...args) {
    const title = l10n.t('Rebuild which app?');
    const apps = await appTargets(context, args, title, ({ sourceDir }) => sourceDir !== null);
    return startAndTell(context, apps, 'rebuild');
  },
};
