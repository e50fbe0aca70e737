import type { Amount, Budget } from '../../domain/budget.ts';
import { nanoPerUsd } from '../../domain/usage.ts';
import type { PipelineRow } from '../schema.ts';
import type { Reader } from '../store.ts';

/** null: the pipeline may take as much as it likes. */
export function budgetOf(row: Pick<PipelineRow, 'max_cost_nano_usd' | 'max_tokens'>): Budget | null {
  const { max_cost_nano_usd: nano, max_tokens: maxTokens } = row;
  if (nano === null && maxTokens === null) return null;
  return { maxCostUsd: nano === null ? null : nano / nanoPerUsd, maxTokens };
}

/** What a pipeline may take and has taken; null: it has no budget, or is gone. */
export async function readSpending(
  db: Reader,
  pipelineId: number,
): Promise<{ limits: { nanoUsd: number | null; tokens: number | null }; spent: Amount } | null> {
  const row = await db
    .selectFrom('pipelines')
    .select(['max_cost_nano_usd', 'max_tokens', 'cost_nano_usd', 'input_tokens', 'output_tokens'])
    .where('id', '=', pipelineId)
    .executeTakeFirst();
  if (!row || budgetOf(row) === null) return null;
  return {
    limits: { nanoUsd: row.max_cost_nano_usd, tokens: row.max_tokens },
    spent: { nanoUsd: row.cost_nano_usd, tokens: row.input_tokens + row.output_tokens },
  };
}
