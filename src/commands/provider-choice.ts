import { l10n, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { EditorKeys } from '../views/keys/editor-keys.ts';
import { endpointPrefix, providerKind, providerKinds } from '../engine/domain/providers.ts';

export interface KeyedProvider {
  /** As in `Capabilities.providers`. */
  provider: string;
  title: string;
  keyVariable: string;
  origin: 'stored' | 'environment' | null;
}

/** Those that take a key, the settings' own endpoints among them, and whether they have one. */
export async function keyedProviders(keys: EditorKeys): Promise<KeyedProvider[]> {
  const endpoints = workspace
    .getConfiguration('assay')
    .get<Record<string, unknown>>('providers.openaiCompatible', {});
  const names = [
    ...Object.keys(providerKinds),
    ...Object.keys(endpoints).map((name) => endpointPrefix + name),
  ];
  const found: KeyedProvider[] = [];
  for (const provider of names) {
    const { title, keyVariable } = providerKind(provider);
    if (keyVariable === null) continue;
    found.push({ provider, title, keyVariable, origin: await keys.origin(provider) });
  }
  return found;
}

/** @returns undefined: the reader changed their mind */
export async function chooseProvider(
  providers: readonly KeyedProvider[],
  title: string,
): Promise<KeyedProvider | undefined> {
  const items = providers.map((value): QuickPickItem & { value: KeyedProvider } => ({
    label: value.title,
    description: value.provider,
    detail: originPhrase(value),
    value,
  }));
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.value;
}

function originPhrase({ origin, keyVariable }: KeyedProvider): string {
  switch (origin) {
    case 'stored':
      return l10n.t('Has a key in this editor’s secret storage.');
    case 'environment':
      return l10n.t('Has a key from {0}.', keyVariable);
    case null:
      return l10n.t('Has no key.');
  }
}
