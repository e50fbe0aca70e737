import type { Store } from '../../src/engine/store/store.ts';

/** What transitions and queries need of a store, whichever database is behind it. */
export type ContractStore = Pick<Store, 'read' | 'write'>;

/**
 * A way to open it, for the calling suite: a fresh and empty one for each test.
 * @returns opens the test's store; at the end of the test it is closed
 */
export type StoreSource = () => () => Promise<ContractStore>;
