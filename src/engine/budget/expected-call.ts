import type { Amount, PlannedCall } from '../domain/budget.ts';
import { expectedNanoUsd, isBilledByTheToken } from '../domain/estimate.ts';
import type { PriceSource } from '../domain/estimate.ts';
import { estimatedTokens } from '../generation/providers/token-estimate.ts';
import { expectedOutput } from '../store/queries/expected-output.ts';
import type { Store } from '../store/store.ts';

export interface ExpectationDeps {
  store: Pick<Store, 'read'>;
  prices: PriceSource;
}

export interface ExpectedCall {
  amount: Amount;
  /** Whether the amount says what it costs: of a model without a known price it cannot. */
  priced: boolean;
}

/** What a call may take: its prompt by its length, its answer by what earlier ones took. */
export async function expectCall(
  { store, prices }: ExpectationDeps,
  { model, template, promptCharacters }: PlannedCall,
  signal: AbortSignal,
): Promise<ExpectedCall> {
  const { tokens: output } = await store.read((db) => expectedOutput(db, model, template));
  const input = estimatedTokens(promptCharacters);
  const price = await prices.price(model, signal);
  const nanoUsd = price ? expectedNanoUsd(price, { input, output }) : 0;
  return {
    amount: { nanoUsd, tokens: input + output },
    priced: price !== null || !isBilledByTheToken(model),
  };
}
