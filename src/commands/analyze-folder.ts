import { Uri, l10n, window } from 'vscode';
import type { Command, CommandContext } from './command.ts';
import { startRun } from './start-run.ts';
import { allowToolboxes } from './toolbox-consent.ts';
import type { RunOutcome, RunRequest } from '../engine/engine-api.ts';

/** Analyses folders as existing apps: those that are selected in the explorer, or chosen in a dialog. */
export const analyzeFolder: Command = {
  id: 'assay.analyzeFolder',
  startsWork: true,
  /** @returns the outcome; undefined when nothing was run */
  async run(context, ...args): Promise<RunOutcome | undefined> {
    context.session.assertUsable();
    const folders = selected(args) ?? (await chooseFolders());
    if (!folders || !(await allowToolboxes(context))) return undefined;
    return start(context, folders, 'continue');
  },
};

function start(
  context: CommandContext,
  folders: readonly Uri[],
  mode: RunRequest['mode'],
): Promise<RunOutcome | undefined> {
  const apps = folders.map(({ fsPath }) => ({ path: fsPath }));
  return startRun(context, { apps, mode }, () => start(context, folders, 'new'));
}

/** The explorer says where it was called, and all that is selected; files that were selected too are told as errors. */
function selected([given, all]: readonly unknown[]): Uri[] | null {
  if (!(given instanceof Uri)) return null;
  const uris = Array.isArray(all) ? all.filter((uri) => uri instanceof Uri) : [];
  return uris.some((uri) => uri.toString() === given.toString()) ? uris : [given];
}

function chooseFolders(): Thenable<Uri[] | undefined> {
  return window.showOpenDialog({
    title: l10n.t('Analyze which folders?'),
    openLabel: l10n.t('Analyze'),
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
  });
}
