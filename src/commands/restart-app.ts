import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { startAndTell } from './start-and-tell.ts';
import { appTargets } from './targets.ts';

export const restartApp: Command = {
  id: 'assay.restartApp',
  async run(context, ...args) {
    const title = l10n.t('Restart which app?');
    const apps = await appTargets(context, args, title, ({ sourceDir }) => sourceDir !== null);
    return startAndTell(context, apps, 'restart');
  },
};
