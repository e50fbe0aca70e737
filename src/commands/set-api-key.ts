import { ProgressLocation, l10n, window } from 'vscode';
import type { Command, CommandContext } from './command.ts';
import { chooseProvider, keyedProviders } from './provider-choice.ts';
import type { KeyedProvider } from './provider-choice.ts';
import { AssayError } from '../engine/domain/errors.ts';

/** The key goes from the input box to the secret storage and, once, to its provider. */
export const setApiKey: Command = {
  id: 'assay.setApiKey',
  /** @param args the provider, as in `openrouter`; left out: it is asked for */
  async run(context, ...args): Promise<boolean> {
    const providers = await keyedProviders(context.keys);
    const target =
      providers.find(({ provider }) => provider === args[0]) ??
      (await chooseProvider(providers, l10n.t('Set the key of which provider?')));
    if (!target) return false;
    const key = await window.showInputBox({
      title: l10n.t('Key of {0}', target.title),
      prompt: l10n.t('Kept in this editor’s secret storage and sent to its provider only.'),
      password: true,
      ignoreFocusOut: true,
      validateInput: problemOf,
    });
    if (key === undefined) return false;
    return keep(context, target, key.trim());
  },
};

/** What a header cannot carry is no key. */
function problemOf(text: string): string | null {
  const key = text.trim();
  if (key === '') return l10n.t('Paste the key.');
  return /^[\x21-\x7e]+$/.test(key) ? null : l10n.t('A key has no spaces and no special characters.');
}

async function keep(context: CommandContext, target: KeyedProvider, key: string): Promise<boolean> {
  const { provider, title } = target;
  let text: string;
  try {
    text = (await check(context, target, key))
      ? l10n.t('{0} has taken the key.', title)
      : l10n.t(
          'The key of {0} is kept. It answers without a key as well, so this says nothing of it.',
          title,
        );
  } catch (thrown) {
    const { errorClass, message, hint } = AssayError.from(thrown);
    const anyway = l10n.t('Keep Anyway');
    const again = l10n.t('Enter Another');
    const choice = await window.showWarningMessage(
      errorClass === 'auth' ? message : l10n.t('The key of {0} could not be tried. {1}', title, message),
      { modal: true, ...(hint === null || errorClass === 'auth' ? {} : { detail: hint }) },
      ...(errorClass === 'auth' ? [again, anyway] : [anyway]),
    );
    if (choice === again) return (await setApiKey.run(context, provider)) === true;
    if (choice !== anyway) return false;
    text = l10n.t('The key of {0} is kept.', title);
  }
  await context.keys.store(provider, key);
  void window.showInformationMessage(text);
  return true;
}

function check({ checkKey }: CommandContext, { provider, title }: KeyedProvider, key: string) {
  return window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Asking {0} whether it takes the key…', title) },
    () => checkKey(provider, key),
  );
}
