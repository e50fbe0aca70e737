import { l10n } from 'vscode';
import { showPlainText } from './answer-choice.ts';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import { appLogUri } from '../views/documents/app-log-documents.ts';
import type { AppRecord } from '../engine/domain/records.ts';

export function showAppLogOf(app: AppRecord): Promise<void> {
  return showPlainText(appLogUri(app));
}

/** What an app that was started writes, as it writes it. */
export const showAppLog: Command = {
  id: 'assay.showAppLog',
  async run(context, ...args) {
    const engine = await context.session.get();
    const started = new Set((await engine.findRunningApps()).map(({ jobId }) => jobId));
    const title = l10n.t('Show the log of which app?');
    const [app] = await appTargets(context, args, title, ({ jobId }) => started.has(jobId));
    if (app) await showAppLogOf(app);
  },
};
