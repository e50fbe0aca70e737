import { l10n, window } from 'vscode';
import type { CommandContext } from './command.ts';
import { allowToolboxes, toolboxesAllowed } from './toolbox-consent.ts';

/** Where going on needs leave to download tools, unfinished pipelines wait for it; this asks. */
export async function offerUnfinished(context: CommandContext): Promise<void> {
  const { engine } = context.session;
  if (!engine || toolboxesAllowed()) return;
  const unfinished = (await engine.pipelines()).filter(
    ({ status }) => status === 'running' || status === 'pending',
  );
  if (unfinished.length === 0) return;
  context.tree.setNotice(
    l10n.t('Unfinished pipelines wait: their tools may not be installed yet. Run one to go on.'),
  );
  const goOn = l10n.t('Continue');
  const text =
    unfinished.length === 1
      ? l10n.t('The pipeline {0} is unfinished.', unfinished[0]!.name)
      : l10n.t('{0} pipelines are unfinished.', unfinished.length);
  if ((await window.showInformationMessage(text, goOn)) !== goOn || !(await allowToolboxes(context))) return;
  context.consent.userActed();
  for (const { id } of unfinished) await engine.resume(id);
}
