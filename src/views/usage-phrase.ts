import { l10n } from 'vscode';
import type { CostBasis } from '../engine/domain/answers.ts';
import type { Activity } from '../engine/domain/records.ts';
import type { UsageRecord } from '../engine/domain/usage.ts';

/** Grouped as the editor's language does. */
const count = (value: number): string => value.toLocaleString();

/** As in `$0.0123`, `~$0.01` for an estimate; small sums keep two digits that say something. */
export function costPhrase(usd: number, basis: CostBasis | 'mixed' | null): string {
  const digits = usd === 0 || usd >= 0.995 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(usd)));
  return `${basis === 'reported' ? '' : '~'}$${usd.toFixed(Math.max(2, digits))}`;
}

export function tokensInAndOut(usage: { inputTokens: number; outputTokens: number }): string {
  return l10n.t('{0} tokens in, {1} out', count(usage.inputTokens), count(usage.outputTokens));
}

/** For a row: what is known, and nothing where nothing is. */
export function usagePhrase(usage: UsageRecord | null): string[] {
  if (usage === null) return [];
  const { inputTokens, outputTokens, costUsd, costBasis } = usage;
  const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
  return [
    ...(inputTokens === null && outputTokens === null ? [] : [l10n.t('{0} tokens', count(tokens))]),
    ...(costUsd === null ? [] : [costPhrase(costUsd, costBasis)]),
  ];
}

/** For a tooltip: also what is not known. */
export function usageSentences(usage: UsageRecord | null): string[] {
  if (usage === null) return [];
  const { calls, inputTokens, outputTokens, uncountedCalls, costUsd, costBasis, unpricedCalls } = usage;
  const known =
    inputTokens !== null && outputTokens !== null
      ? tokensInAndOut({ inputTokens, outputTokens })
      : l10n.t('tokens not counted');
  const bases = {
    reported: l10n.t('as the provider reports it'),
    estimated: l10n.t('estimated from prices'),
    mixed: l10n.t('partly estimated from prices'),
  };
  const cost =
    costUsd === null || costBasis === null
      ? l10n.t('Cost not known')
      : l10n.t('Cost: {0}, {1}', costPhrase(costUsd, costBasis), bases[costBasis]);
  return [
    l10n.t('Model calls: {0}, {1}', calls, known),
    cost,
    ...(uncountedCalls > 0 && inputTokens !== null
      ? [l10n.t('Tokens of {0} calls were not counted', uncountedCalls)]
      : []),
    ...(unpricedCalls > 0 && costUsd !== null
      ? [l10n.t('The cost of {0} calls is not known', unpricedCalls)]
      : []),
  ];
}

/** What a model has written so far; null: nothing yet. */
export function livePhrase({ outputTokens, tokensEstimated }: Activity): string | null {
  if (outputTokens === null) return null;
  return tokensEstimated
    ? l10n.t('~{0} tokens', count(outputTokens))
    : l10n.t('{0} tokens', count(outputTokens));
}
