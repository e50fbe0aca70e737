import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { startAndTell } from './start-and-tell.ts';

export const startApp: Command = {
  id: 'assay.startApp',
  run: (context, ...args) => startAndTell(context, args, l10n.t('Start which app?'), 'start'),
};
