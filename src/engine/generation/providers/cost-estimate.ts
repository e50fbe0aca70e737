import type { ModelPrice } from '../../domain/models.ts';
import type { ModelCost, ModelUsage } from '../provider.ts';

/** Cached tokens count as all others: the estimate is rather too high. @returns null without usage or price */
export function estimatedCost(usage: ModelUsage | null, price: ModelPrice | null): ModelCost | null {
  if (!usage || !price) return null;
  const { inputPerMillionUsd, outputPerMillionUsd } = price;
  const usd = (usage.inputTokens * inputPerMillionUsd + usage.outputTokens * outputPerMillionUsd) / 1e6;
  return { usd, basis: 'estimated' };
}
