import type { ModelPrice } from '../../domain/models.ts';

/**
 * Anthropic's interface says nothing of prices: these are of its price page as of late 2025, US dollars for a million
 * tokens. The setting `providers.prices` goes before them.
 */
const prices: readonly [family: RegExp, input: number, output: number][] = [
  [/^claude-opus-4-5$/, 5, 25],
  [/^claude-(?:opus-4(?:-[01])?|3-opus)$/, 15, 75],
  [/^claude-(?:sonnet-4(?:-[05])?|3-7-sonnet|3-5-sonnet)$/, 3, 15],
  [/^claude-haiku-4-5$/, 1, 5],
  [/^claude-3-5-haiku$/, 0.8, 4],
  [/^claude-3-haiku$/, 0.25, 1.25],
];

/** @returns null for what the table does not know: no price is better than a wrong one */
export function anthropicPrice(model: string): ModelPrice | null {
  const family = model.replace(/-(?:20\d{6}|latest)$/, '');
  const known = prices.find(([name]) => name.test(family));
  return known ? { inputPerMillionUsd: known[1], outputPerMillionUsd: known[2] } : null;
}
