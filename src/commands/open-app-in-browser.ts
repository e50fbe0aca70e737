import { Uri, env, l10n, window } from 'vscode';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import type { RunningApp } from '../engine/domain/running-app.ts';

/** Also where the editor's window is on another machine than the app: then the port is forwarded. */
export async function openInBrowser({ app, url }: Pick<RunningApp, 'app' | 'url'>): Promise<boolean> {
  if (url === null) {
    void window.showInformationMessage(l10n.t('{0} does not run.', app));
    return false;
  }
  return env.openExternal(await env.asExternalUri(Uri.parse(url, true)));
}

export const openAppInBrowser: Command = {
  id: 'assay.openAppInBrowser',
  async run(context, ...args) {
    const engine = await context.session.get();
    const running = new Map((await engine.findRunningApps()).map((run) => [run.jobId, run]));
    const title = l10n.t('Open which app?');
    const isThere = ({ jobId }: { jobId: number }) => running.get(jobId)?.status === 'running';
    for (const app of await appTargets(context, args, title, isThere)) {
      await openInBrowser(running.get(app.jobId) ?? { app: app.app ?? app.model, url: null });
    }
  },
};
