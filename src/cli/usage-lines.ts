import { dollars } from '../engine/domain/estimate.ts';
import type { PipelineRecord } from '../engine/domain/records.ts';

/** What a pipeline's model calls took; none when there were none. */
export function usageLines({ usage, budget }: Pick<PipelineRecord, 'usage' | 'budget'>): string[] {
  if (!usage) return [];
  const number = new Intl.NumberFormat('en');
  const tokens = (count: number | null) => (count === null ? 'not counted' : number.format(count));
  const basis = { reported: 'reported', estimated: 'estimated', mixed: 'in part estimated' } as const;
  const cost =
    usage.costUsd === null
      ? 'cost not known'
      : `${dollars(usage.costUsd)} (${basis[usage.costBasis ?? 'estimated']})`;
  const missing = [
    usage.uncountedCalls > 0 ? `${usage.uncountedCalls} calls not counted` : null,
    usage.costUsd !== null && usage.unpricedCalls > 0 ? `cost of ${usage.unpricedCalls} not known` : null,
  ].filter((part) => part !== null);
  const { maxCostUsd = null, maxTokens = null } = budget ?? {};
  const limits = [
    maxCostUsd === null ? null : dollars(maxCostUsd),
    maxTokens === null ? null : `${number.format(maxTokens)} tokens`,
  ].filter((part) => part !== null);
  return [
    [
      `Model calls: ${usage.calls}, ${tokens(usage.inputTokens)} tokens of input, ${tokens(usage.outputTokens)} of output, ${cost}`,
      ...missing,
      ...(limits.length > 0 ? [`budget ${limits.join(', ')}`] : []),
    ].join('; '),
  ];
}
