import type { Budget } from '../../domain/budget.ts';
import { nanoPerUsd } from '../../domain/usage.ts';
import type { PipelineRow } from '../schema.ts';

/** null: the pipeline may take as much as it likes. */
export function budgetOf(row: Pick<PipelineRow, 'max_cost_nano_usd' | 'max_tokens'>): Budget | null {
  const { max_cost_nano_usd: nano, max_tokens: maxTokens } = row;
  if (nano === null && maxTokens === null) return null;
  return { maxCostUsd: nano === null ? null : nano / nanoPerUsd, maxTokens };
}
