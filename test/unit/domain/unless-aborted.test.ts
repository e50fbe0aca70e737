import assert from 'node:assert/strict';
import { unlessAborted } from '../../../src/engine/domain/unless-aborted.ts';

describe('a wait that can be aborted', () => {
  const stopped = new Error('It was stopped.');
  const heard: unknown[] = [];
  const hear = (error: unknown) => heard.push(error);
  before(() => process.on('unhandledRejection', hear));
  after(() => process.off('unhandledRejection', hear));

  it('ends as what it waits for does', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(Promise.resolve(3), signal), 3);
    await assert.rejects(unlessAborted(Promise.reject(new Error('It failed.')), signal), /It failed/);
  });

  it('ends with the reason of the abort, before or meanwhile, and leaves no failure unheard', async () => {
    await assert.rejects(unlessAborted(Promise.resolve(3), AbortSignal.abort(stopped)), stopped);
    for (const early of [true, false]) {
      const controller = new AbortController();
      const work = Promise.withResolvers<number>();
      if (early) controller.abort(stopped);
      const waiting = unlessAborted(work.promise, controller.signal);
      controller.abort(stopped);
      await assert.rejects(waiting, stopped);
      work.reject(new Error('Too late.'));
      await new Promise(setImmediate);
    }
    assert.deepEqual(heard, []);
  });
});
