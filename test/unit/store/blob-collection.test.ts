import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { blobColumns } from '../../../src/engine/store/queries/blob-references.ts';
import { openStore } from '../../support/open-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = new AbortController().signal;
const may = (): void => undefined;

describe('the collection of unused blobs', () => {
  const folder = temporaryFolder();
  let blobs: BlobStore;
  beforeEach(() => (blobs = new BlobStore(folder())));

  const keeping = (...hashes: string[]) => ({
    keep: async (candidates: Set<string>) => hashes.forEach((hash) => candidates.delete(hash)),
  });

  it('removes what nothing refers to, and only that', async () => {
    const [used, unused] = [await blobs.put('used'), await blobs.put('unused')];
    await blobs.collect(keeping(used).keep, may, never);
    assert.equal(String(await blobs.get(used)), 'used');
    await assert.rejects(blobs.get(unused), /cannot be read/);
    assert.equal(await blobs.put('unused'), unused);
    assert.equal(String(await blobs.get(unused)), 'unused');
  });

  it('waits for those who have put something and not recorded it yet', async () => {
    const recorded = Promise.withResolvers<void>();
    const references: string[] = [];
    const put = Promise.withResolvers<string>();
    const work = blobs.use(async () => {
      const hash = await blobs.put('in flight');
      put.resolve(hash);
      await recorded.promise;
      references.push(hash);
    });
    const hash = await put.promise;
    const collected = blobs.collect(
      async (candidates) => references.forEach((reference) => candidates.delete(reference)),
      may,
      never,
    );
    recorded.resolve();
    await Promise.all([work, collected]);
    assert.equal(String(await blobs.get(hash)), 'in flight');
  });

  it('leaves what is put again after it has been found unused', async () => {
    const hash = await blobs.put('again');
    await blobs.collect(
      async () => {
        // Nobody writes: the file is there, and about to be removed.
        assert.equal(await blobs.use(() => blobs.put('again')), hash);
      },
      may,
      never,
    );
    assert.equal(String(await blobs.get(hash)), 'again');
  });

  it('lets what is put at the moment of its removal be stored anew', async () => {
    const hash = await blobs.put('at once');
    const put: Promise<string>[] = [];
    const others = await blobs.put('the next to be removed');
    await blobs.collect(
      async () => undefined,
      () => {
        // Asked before each removal: the first one is under way when the second is asked for.
        if (put.length > 0) return;
        put.push(new Promise((resolve) => setImmediate(() => resolve(blobs.put('at once')))));
      },
      never,
    );
    assert.deepEqual(await Promise.all(put), [hash]);
    assert.equal(String(await blobs.get(hash)), 'at once');
    await assert.rejects(blobs.get(others), /cannot be read/);
  });

  it('is cut short by its signal, also while it waits', async () => {
    const hash = await blobs.put('kept');
    const end = new AbortController();
    const blocked = Promise.withResolvers<void>();
    void blobs.use(() => blocked.promise);
    const collected = blobs.collect(async () => undefined, may, end.signal);
    end.abort(new Error('the end'));
    await assert.rejects(collected, /the end/);
    blocked.resolve();
    assert.equal(String(await blobs.get(hash)), 'kept');
    await blobs.collect(async () => undefined, may, never);
    await assert.rejects(blobs.get(hash));
  });

  it('removes nothing that is not a blob, and nothing behind a link', async () => {
    const elsewhere = path.join(folder(), '..', `${path.basename(folder())}-elsewhere`);
    mkdirSync(path.join(elsewhere, 'ab'), { recursive: true });
    writeFileSync(path.join(elsewhere, 'ab', 'c'.repeat(62)), 'mine');
    symlinkSync(path.join(elsewhere, 'ab'), path.join(folder(), 'ab'));
    mkdirSync(path.join(folder(), 'cd', 'e'.repeat(62)), { recursive: true });
    writeFileSync(path.join(folder(), 'cd', 'notes.txt'), 'mine');
    await blobs.collect(async () => undefined, may, never);
    assert.deepEqual(readdirSync(path.join(elsewhere, 'ab')), ['c'.repeat(62)]);
    assert.deepEqual(readdirSync(path.join(folder(), 'cd')).sort(), ['e'.repeat(62), 'notes.txt']);
  });

  it('knows every column that names a blob', async () => {
    const store = await openStore(path.join(folder(), 'state'));
    try {
      const columns = await store.read(async (db) => {
        const tables = await (db as unknown as Introspected).introspection.getTables();
        return tables.flatMap((table) =>
          table.columns
            .filter((column) => /_blob$/.test(column.name))
            .map((column) => `${table.name}.${column.name}`),
        );
      });
      const known = blobColumns.map(({ table, column }) => `${table}.${column}`);
      assert.deepEqual(columns.sort(), [...known, 'imported_pipelines.record_blob'].sort());
    } finally {
      await store.close();
    }
  });
});

interface Introspected {
  introspection: { getTables(): Promise<{ name: string; columns: { name: string }[] }[]> };
}
