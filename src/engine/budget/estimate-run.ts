import type { Catalog, InstalledStack } from '../catalog/catalog.ts';
import { isLocalProvider, providerOf } from '../domain/capabilities.ts';
import type { Configuration } from '../domain/configuration.ts';
import { confirmationOf, expectedNanoUsd, isBilledByTheToken } from '../domain/estimate.ts';
import type { ExpectedOutput, PriceSource, RunEstimate } from '../domain/estimate.ts';
import type { ModelPrice } from '../domain/models.ts';
import { nanoPerUsd } from '../domain/usage.ts';
import { promptCharacters } from '../generation/prompt-length.ts';
import { estimatedTokens } from '../generation/providers/token-estimate.ts';
import { expectedOutput } from '../store/queries/expected-output.ts';
import type { Store } from '../store/store.ts';
import { basisOf } from './estimate-basis.ts';

export interface EstimateDeps {
  store: Pick<Store, 'read'>;
  catalog: Catalog;
  configuration: Configuration;
  prices: PriceSource;
}

/** So many jobs of a model and a template are still to be done. */
export interface PlannedJobs {
  model: string;
  template: string;
  stack: string;
  count: number;
}

/** What one call of a model for a template may take. */
export interface ExpectedRow extends PlannedJobs {
  inputTokens: number;
  output: ExpectedOutput;
  price: ModelPrice | null;
}

/** What jobs may take: one call each. */
export async function estimateRun(
  deps: EstimateDeps,
  outcome: RunEstimate['outcome'],
  planned: readonly PlannedJobs[],
  signal: AbortSignal,
): Promise<RunEstimate> {
  const rows: ExpectedRow[] = [];
  const prices = new Map<string, ModelPrice | null>();
  for (const jobs of planned) {
    if (isLocalProvider(providerOf(jobs.model))) continue;
    if (!prices.has(jobs.model)) prices.set(jobs.model, await deps.prices.price(jobs.model, signal));
    rows.push(await expectRow(deps, jobs, prices.get(jobs.model) ?? null));
  }
  const sum = (of: (row: ExpectedRow) => number) =>
    rows.reduce((total, row) => total + row.count * of(row), 0);
  const priced = rows.filter((row) => row.price !== null);
  const nanoUsd = sum(({ price, inputTokens, output }) =>
    price ? expectedNanoUsd(price, { input: inputTokens, output: output.tokens }) : 0,
  );
  const estimate = {
    outcome,
    jobs: planned.reduce((total, { count }) => total + count, 0),
    calls: sum(() => 1),
    tokens: { input: sum((row) => row.inputTokens), output: sum((row) => row.output.tokens) },
    costUsd: priced.length > 0 ? nanoUsd / nanoPerUsd : null,
    basis: basisOf(rows),
    unknownPrices: [...prices.keys()].filter((model) => !prices.get(model) && isBilledByTheToken(model)),
  };
  return {
    ...estimate,
    confirmation: confirmationOf(estimate, deps.configuration['budget.confirmAboveUsd']),
  };
}

async function expectRow(
  { store, catalog }: EstimateDeps,
  jobs: PlannedJobs,
  price: ModelPrice | null,
): Promise<ExpectedRow> {
  const template = catalog.templates.get(jobs.template)!;
  const stack: InstalledStack = catalog.stacks.get(jobs.stack)!;
  const inputTokens = estimatedTokens(await promptCharacters(template, stack));
  const output = await store.read((db) => expectedOutput(db, jobs.model, jobs.template));
  return { ...jobs, inputTokens, output, price };
}
