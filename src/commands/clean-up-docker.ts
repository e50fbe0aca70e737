import { l10n, ProgressLocation, QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { Command } from './command.ts';
import { isChosen, sizeText, totalBytes } from '../engine/domain/clean-up.ts';
import type { CleanUpItem } from '../engine/domain/clean-up.ts';

interface Row extends QuickPickItem {
  item?: CleanUpItem;
}

export const cleanUpDocker: Command = {
  id: 'assay.cleanUpDocker',
  async run({ session, log }) {
    const engine = await session.get();
    const looking = { location: ProgressLocation.Notification, title: l10n.t('Looking what Docker holds…') };
    const items = await window.withProgress(looking, () => engine.cleanUpOffer());
    if (items.length === 0) {
      void window.showInformationMessage(l10n.t('Assay has left nothing in Docker that is not in use.'));
      return;
    }
    const rows = await window.showQuickPick<Row>(rowsOf(items), {
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
      title: l10n.t('Clean Up Docker: {0} in all', sizeText(totalBytes(items))),
      placeHolder: l10n.t('What is ticked is removed'),
    });
    const chosen = (rows ?? []).flatMap(({ item }) => item ?? []);
    if (chosen.length === 0) return;
    const removing = { location: ProgressLocation.Notification, title: l10n.t('Cleaning up Docker…') };
    const ids = chosen.map(({ id }) => id);
    const { removed, freedBytes, failures } = await window.withProgress(removing, () => engine.cleanUp(ids));
    const freed = l10n.t('{0} removed, {1} freed.', removed.length, sizeText(freedBytes));
    if (failures.length === 0) {
      void window.showInformationMessage(freed);
      return;
    }
    for (const failure of failures) log.warn(failure);
    void window.showWarningMessage([freed, ...failures.slice(0, 3)].join(' '));
  },
};

/** What is chosen unless somebody says otherwise is ticked; what may be another's comes last. */
function rowsOf(items: readonly CleanUpItem[]): Row[] {
  const isLeft = (item: CleanUpItem) => item.kind !== 'image';
  const groups: [string, CleanUpItem[]][] = [
    [l10n.t('Left behind'), items.filter((item) => isChosen(item) && isLeft(item))],
    [l10n.t('Images, built again when they are needed'), items.filter((item) => !isLeft(item))],
    [l10n.t('Kept to be looked at'), items.filter((item) => item.kept && item.of === 'own')],
    [
      l10n.t('Of other state folders, whose Assay may be using them'),
      items.filter((item) => item.of === 'other'),
    ],
  ];
  return groups
    .filter(([, members]) => members.length > 0)
    .flatMap(([label, members]) => [{ label, kind: QuickPickItemKind.Separator }, ...members.map(rowOf)]);
}

function rowOf(item: CleanUpItem): Row {
  return { item, label: item.what, description: sizeText(item.bytes), picked: isChosen(item) };
}
