import { storeBench } from '../support/store-bench.ts';
import type { StoreSource } from './contract-store.ts';

/** The store as it is: sql.js with its journal. */
export const sqlJsSource: StoreSource = () => {
  const bench = storeBench();
  return () => bench.open();
};
