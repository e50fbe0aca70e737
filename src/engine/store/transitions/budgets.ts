import type { Budget } from '../../domain/budget.ts';
import { nanoUsd } from '../../domain/usage.ts';
import type { Tx } from '../store.ts';
import { requirePipeline } from './pipelines.ts';

/** Changes what the pipeline's model calls may take in all; what is left out stays. */
export async function setBudget(tx: Tx, pipelineId: number, budget: Partial<Budget>): Promise<void> {
  const row = await requirePipeline(tx, pipelineId);
  const { maxCostUsd, maxTokens } = budget;
  await tx
    .updateTable('pipelines')
    .set({
      max_cost_nano_usd: maxCostUsd === undefined ? row.max_cost_nano_usd : nanoUsd(maxCostUsd),
      max_tokens: maxTokens === undefined ? row.max_tokens : maxTokens,
    })
    .where('id', '=', pipelineId)
    .execute();
}
