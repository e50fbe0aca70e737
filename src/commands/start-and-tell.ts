import { ProgressLocation, l10n, window } from 'vscode';
import { showAppLogOf } from './show-app-log.ts';
import { openInBrowser } from './open-app-in-browser.ts';
import { appTargets } from './targets.ts';
import type { CommandContext } from './command.ts';
import type { AppRecord } from '../engine/domain/records.ts';
import type { AppStartMode, RunningApp } from '../engine/domain/running-app.ts';
import { untilAppSettled } from '../engine/until-app-settled.ts';

/**
 * Starts the apps meant one after the other, each until it is up, and offers what one does with them then.
 * @param title of the question which, where the arguments do not say
 */
export async function startAndTell(
  context: CommandContext,
  args: readonly unknown[],
  title: string,
  mode: AppStartMode,
): Promise<RunningApp[]> {
  const apps = await appTargets(context, args, title, ({ sourceDir }) => sourceDir !== null);
  const settled: RunningApp[] = [];
  for (const app of apps) {
    const run = await startOne(context, app, mode);
    settled.push(run);
    // Not awaited: the command has ended, its message may stay.
    void tell(context, app, run);
  }
  return settled;
}

async function startOne(context: CommandContext, app: AppRecord, mode: AppStartMode): Promise<RunningApp> {
  const engine = await context.session.get();
  const started = await engine.startApp(app.jobId, mode);
  const title = l10n.t('Starting {0}', started.app);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => void engine.stopApp(app.jobId));
    return untilAppSettled(engine, started);
  });
}

async function tell(context: CommandContext, app: AppRecord, run: RunningApp): Promise<void> {
  const [browser, log] = [l10n.t('Open in Browser'), l10n.t('Show App Log')];
  if (run.status === 'running') {
    const text = l10n.t('{0} runs at {1}.', run.app, run.url ?? '');
    const choice = await window.showInformationMessage(text, browser, log);
    if (choice === browser) await openInBrowser(run);
    if (choice === log) await showAppLogOf(app);
  } else if (run.status !== 'stopped') {
    const choice = await window.showErrorMessage(run.message ?? l10n.t('{0} does not run.', run.app), log);
    if (choice === log) await showAppLogOf(app);
  }
  context.log.debug(`${run.app}: ${run.status}`);
}
