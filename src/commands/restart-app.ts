import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { startAndTell } from './start-and-tell.ts';

export const restartApp: Command = {
  id: 'assay.restartApp',
  run: (context, ...args) => startAndTell(context, args, l10n.t('Restart which app?'), 'restart'),
};
