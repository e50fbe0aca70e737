import { providerOf } from './capabilities.ts';
import type { ModelPrice } from './models.ts';
import { nanoPerUsd } from './usage.ts';

/** What a run would take, before it begins. */
export interface RunEstimate {
  /** What the run would do; see `RunOutcome`. One that goes on was agreed to when it began. */
  outcome: 'created' | 'resumed' | 'finished';
  /** Generation jobs that are still to be done. */
  jobs: number;
  /** Of them, those that ask a model that is no program of ours: one call each, without continuations and repairs. */
  calls: number;
  tokens: { input: number; output: number };
  /** Of all models whose price is known; null: of none. */
  costUsd: number | null;
  /** One sentence for each thing that the numbers come from. */
  basis: string[];
  /** Models whose price is not known: what they cost is not in the cost. */
  unknownPrices: string[];
  /** Whether it is to be asked before the run begins; one sentence. null: it need not. */
  confirmation: string | null;
}

/** What models cost. */
export interface PriceSource {
  /** @returns null: nobody says */
  price(model: string, signal: AbortSignal): Promise<ModelPrice | null>;
}

/** The editor's own models are part of a subscription: no call of them has a price. */
export const isBilledByTheToken = (model: string): boolean => providerOf(model) !== 'vscode';

/** Where an expected length of an answer comes from. */
export interface ExpectedOutput {
  tokens: number;
  /** Earlier answers of the model for the same template; of the model; or none, and it is assumed. */
  basis: 'template' | 'model' | 'assumed';
  /** How many earlier answers. */
  answers: number;
}

/** What an app takes when nothing is known of its model. */
export const assumedOutputTokens = 12_000;

/** The middle one, of two the greater. @returns null of none */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** Billionths of a US dollar, rounded up. */
export function expectedNanoUsd(price: ModelPrice, tokens: { input: number; output: number }): number {
  const millionths = tokens.input * price.inputPerMillionUsd + tokens.output * price.outputPerMillionUsd;
  return Math.ceil((millionths * nanoPerUsd) / 1e6);
}

/** As `$0.0042`, `$1.50`: two digits that say something. */
export function dollars(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(9, 1 - Math.floor(Math.log10(usd))))}`;
}

/** @returns why the run is to be agreed to; null: it need not */
export function confirmationOf(
  estimate: Omit<RunEstimate, 'confirmation'>,
  confirmAboveUsd: number,
): string | null {
  if (estimate.outcome !== 'created') return null;
  const { costUsd, unknownPrices } = estimate;
  const limit = dollars(confirmAboveUsd);
  if (costUsd !== null && costUsd > confirmAboveUsd) {
    return `It is expected to cost ${dollars(costUsd)}, which is more than ${limit} (budget.confirmAboveUsd).`;
  }
  if (unknownPrices.length === 0) return null;
  return `What it costs is not known, so it may be more than ${limit} (budget.confirmAboveUsd): the price of ${unknownPrices.join(', ')} is not known.`;
}
