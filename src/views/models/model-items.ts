import { QuickPickItemKind, l10n } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { providerKind } from '../../engine/domain/providers.ts';
import type { ModelInfo, ModelList } from '../../engine/domain/models.ts';

export interface ModelItem extends QuickPickItem {
  /** null: a heading. */
  model: string | null;
}

/**
 * The lines of the list: by provider, each under its heading, and first what the file names and nobody lists.
 * @param named what the pipeline file names
 */
export function modelItems(lists: readonly ModelList[], named: readonly string[]): ModelItem[] {
  const listed = new Set(lists.flatMap(({ models }) => models.map(({ id }) => id)));
  const unlisted = named.filter((model) => !listed.has(model));
  return [
    ...group(
      l10n.t('in the file'),
      unlisted.map((model) => ({ label: model, description: l10n.t('listed by no provider'), model })),
    ),
    ...lists.flatMap(({ provider, models }) =>
      group(headingOf(provider), [...models].sort(byId).map(itemOf)),
    ),
  ];
}

function group(label: string, items: ModelItem[]): ModelItem[] {
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator, model: null }, ...items];
}

function headingOf(provider: string): string {
  if (provider === 'builtin') return l10n.t('Assay: no key, no network');
  return provider === 'vscode' ? l10n.t('This editor') : providerKind(provider).title;
}

function byId(one: ModelInfo, other: ModelInfo): number {
  return one.id.localeCompare(other.id);
}

function itemOf(model: ModelInfo): ModelItem {
  const { id, name, contextTokens } = model;
  const facts = [
    id.startsWith('builtin/') ? null : pricePhrase(model),
    contextTokens === null ? null : l10n.t('{0} context', tokensPhrase(contextTokens)),
    id.endsWith(name) ? null : name,
  ];
  return { label: id, description: facts.filter((fact) => fact !== null).join(' · '), model: id };
}

function pricePhrase({ price }: ModelInfo): string {
  if (price === null) return l10n.t('price not known');
  const { inputPerMillionUsd: input, outputPerMillionUsd: output } = price;
  if (input === 0 && output === 0) return l10n.t('free');
  return l10n.t('${0} in, ${1} out per M tokens', input, output);
}

/** As in `128 k`, `1 M`: nobody compares the last digits. */
export function tokensPhrase(tokens: number): string {
  const short = (value: number) => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)));
  if (tokens >= 999_500) return `${short(tokens / 1e6)} M`;
  return tokens >= 1_000 ? `${short(tokens / 1e3)} k` : String(tokens);
}
