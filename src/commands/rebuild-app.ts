import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { startAndTell } from './start-and-tell.ts';

export const rebuildApp: Command = {
  id: 'assay.rebuildApp',
  run: (context, ...args) => startAndTell(context, args, l10n.t('Rebuild which app?'), 'rebuild'),
};
