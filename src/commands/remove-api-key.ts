import { l10n, window } from 'vscode';
import type { Command } from './command.ts';
import { chooseProvider, keyedProviders } from './provider-choice.ts';

export const removeApiKey: Command = {
  id: 'assay.removeApiKey',
  /** @param args the provider, as in `openrouter`; left out: it is asked for */
  async run({ keys }, ...args) {
    const stored = (await keyedProviders(keys)).filter(({ origin }) => origin === 'stored');
    if (stored.length === 0) {
      void window.showInformationMessage(l10n.t('No key is kept in this editor.'));
      return;
    }
    const target =
      stored.find(({ provider }) => provider === args[0]) ??
      (await chooseProvider(stored, l10n.t('Remove the key of which provider?')));
    if (!target) return;
    await keys.remove(target.provider);
    const still = await keys.origin(target.provider);
    void window.showInformationMessage(
      still === 'environment'
        ? l10n.t('The key of {0} is removed. That of {1} is used now.', target.title, target.keyVariable)
        : l10n.t('The key of {0} is removed.', target.title),
    );
  },
};
