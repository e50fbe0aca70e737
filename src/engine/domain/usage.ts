import type { CostBasis } from './answers.ts';

/** What model calls took, as far as it is known. Calls of the control models, which are programs, are not among them. */
export interface UsageRecord {
  calls: number;
  /** null: no call was counted. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** Calls whose tokens nobody counted: the sums are at least what they say. */
  uncountedCalls: number;
  /** US dollars; null: no call's cost is known. */
  costUsd: number | null;
  /** `mixed`: some of it is reported by providers, some estimated; null without a cost. */
  costBasis: CostBasis | 'mixed' | null;
  /** Calls whose cost is not known: the cost is at least what it says. */
  unpricedCalls: number;
}

/** The sums that the database keeps. */
export interface UsageSums {
  calls: number;
  calls_uncounted: number;
  calls_reported: number;
  calls_estimated: number;
  input_tokens: number;
  output_tokens: number;
  /** Billionths of a US dollar: whole numbers, so that sums are exact. */
  cost_nano_usd: number;
}

export const nanoPerUsd = 1e9;

/** In billionths of a US dollar, whole. */
export function nanoUsd<T extends number | null>(usd: T): T {
  return (usd === null ? null : Math.round(usd * nanoPerUsd)) as T;
}

/** @returns null when no model was called */
export function usageRecord(sums: UsageSums): UsageRecord | null {
  const { calls, calls_uncounted: uncounted, calls_reported: reported, calls_estimated: estimated } = sums;
  if (calls === 0) return null;
  const counted = calls > uncounted;
  return {
    calls,
    inputTokens: counted ? sums.input_tokens : null,
    outputTokens: counted ? sums.output_tokens : null,
    uncountedCalls: uncounted,
    costUsd: reported + estimated > 0 ? sums.cost_nano_usd / nanoPerUsd : null,
    costBasis: basisOf(reported, estimated),
    unpricedCalls: calls - reported - estimated,
  };
}

function basisOf(reported: number, estimated: number): UsageRecord['costBasis'] {
  if (reported > 0 && estimated > 0) return 'mixed';
  if (reported > 0) return 'reported';
  return estimated > 0 ? 'estimated' : null;
}
