import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { retryTargets } from './retry-targets.ts';
import { appTargets } from './targets.ts';
import { isTerminal } from '../engine/domain/status.ts';

export const retryApp: Command = {
  id: 'assay.retryApp',
  startsWork: true,
  async run(context, ...args) {
    const apps = await appTargets(
      context,
      args,
      l10n.t('Retry which app?'),
      ({ jobStatus, mainTaskStatus }) =>
        isTerminal(jobStatus) && (mainTaskStatus === null || isTerminal(mainTaskStatus)),
    );
    return retryTargets(
      context,
      apps.map(({ jobId }) => ({ kind: 'app', jobId })),
    );
  },
};
