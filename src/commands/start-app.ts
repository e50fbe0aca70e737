import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { startAndTell } from './start-and-tell.ts';
import { appTargets } from './targets.ts';

export const startApp: Command = {
  id: 'assay.startApp',
  async run(context, ...args) {
    const title = l10n.t('Start which app?');
    const apps = await appTargets(context, args, title, ({ sourceDir }) => sourceDir !== null);
    return startAndTell(context, apps, 'start');
  },
};
