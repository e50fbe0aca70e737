import type { Store } from '../../src/engine/store/store.ts';
import { openStore } from './open-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The least that can be written: one row. */
export const addApp = (store: Store, number: number) =>
  store.write((tx) => tx.insertInto('apps').values({ model: 'm', number }).execute());

export const appNumbers = (store: Store): Promise<number[]> =>
  store.read(async (db) => {
    const rows = await db.selectFrom('apps').select('number').orderBy('number').execute();
    return rows.map((row) => row.number);
  });

/** A state folder for each test of the calling suite, and stores on it that are closed after the test. */
export function storeBench() {
  const folder = temporaryFolder();
  const stores: Store[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close().catch(() => undefined);
  });
  const open = async (options?: Parameters<typeof openStore>[1]): Promise<Store> => {
    const store = await openStore(folder(), options);
    stores.push(store);
    return store;
  };
  return { folder, stores, open };
}
