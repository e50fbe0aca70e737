import type { StoreSource } from './contract-store.ts';
import { analysisContract } from './parts/analysis.ts';
import { answersContract } from './parts/answers.ts';
import { controlContract } from './parts/control.ts';
import { generationContract } from './parts/generation.ts';
import { queriesContract } from './parts/queries.ts';
import { transactionsContract } from './parts/transactions.ts';
import { usageContract } from './parts/usage.ts';

/** What every store has to do, whichever database is behind it. */
export function describeStoreContract(name: string, source: StoreSource): void {
  describe(`the store on ${name}`, () => {
    describe('transactions', () => transactionsContract(source));
    describe('generation', () => generationContract(source));
    describe('analysis', () => analysisContract(source));
    describe('control', () => controlContract(source));
    describe('the answer ledger', () => answersContract(source));
    describe('usage and budgets', () => usageContract(source));
    describe('queries', () => queriesContract(source));
  });
}
