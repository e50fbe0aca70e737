import type { Amount, PlannedCall } from '../domain/budget.ts';
import { AssayError } from '../domain/errors.ts';
import { dollars } from '../domain/estimate.ts';
import { nanoPerUsd } from '../domain/usage.ts';
import type { ExpectedCall } from './expected-call.ts';

/** The call would take the pipeline over its budget. */
export function budgetUsedUp(
  { pipelineId, model }: PlannedCall,
  limit: 'cost' | 'tokens',
  amounts: {
    limits: { nanoUsd: number | null; tokens: number | null };
    spent: Amount;
    expected: ExpectedCall;
  },
): AssayError {
  const { limits, spent, expected } = amounts;
  const axis = limit === 'cost' ? 'nanoUsd' : 'tokens';
  const text = (value: number) => (limit === 'cost' ? dollars(value / nanoPerUsd) : `${value} tokens`);
  return new AssayError(
    'budget',
    `The pipeline's budget is ${text(limits[axis] ?? 0)}, of which ${text(spent[axis])} is spent: a call of ${model}, which is expected to take ${text(expected.amount[axis])}, was not made.`,
    {
      hint: `\`assay retry ${pipelineId} --${limit === 'cost' ? 'max-cost-usd' : 'max-tokens'} N\` raises the budget and goes on; what is done stays.`,
    },
  );
}

/** A limit of money cannot be held to when nobody says what a call costs. */
export function priceUnknown({ model }: PlannedCall): AssayError {
  return new AssayError(
    'budget',
    `The pipeline has a budget in dollars, and nobody says what ${model} costs: its call was not made.`,
    { hint: `Say it in the setting providers.prices, or leave out budget.maxCostUsd.` },
  );
}
