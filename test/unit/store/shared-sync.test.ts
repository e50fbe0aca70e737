import assert from 'node:assert/strict';
import { sharedSync } from '../../../src/engine/store/files.ts';

describe('a sync that several share', () => {
  interface Sync {
    folder: string;
    end: () => void;
    fail: (error: Error) => void;
  }
  function recorded() {
    const begun: Sync[] = [];
    const sync = sharedSync((folder) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      begun.push({ folder, end: resolve, fail: reject });
      return promise;
    });
    return { begun, sync };
  }
  const soon = () => new Promise((resolve) => setImmediate(resolve));

  it('does for all who asked before it began, and for nobody who asked later', async () => {
    const { begun, sync } = recorded();
    const done: string[] = [];
    const ask = (name: string, folder = 'a') => void sync(folder).then(() => done.push(name));
    ask('first');
    await soon();
    ask('second');
    ask('third');
    ask('other', 'b');
    await soon();
    assert.deepEqual(
      begun.map(({ folder }) => folder),
      ['a', 'b'],
    );
    begun[0]!.end();
    await soon();
    assert.deepEqual(done, ['first'], 'the second asked while it was under way');
    assert.equal(begun.length, 3);
    begun[2]!.end();
    begun[1]!.end();
    await soon();
    assert.deepEqual(done, ['first', 'second', 'third', 'other']);
  });

  it('fails all who waited for it, and is tried again for the next', async () => {
    const { begun, sync } = recorded();
    const first = [sync('a'), sync('a')];
    await soon();
    const next = sync('a');
    begun[0]!.fail(new Error('no room'));
    for (const one of await Promise.allSettled(first)) assert.equal(one.status, 'rejected');
    await soon();
    begun[1]!.end();
    await next;
  });
});
