import assert from 'node:assert/strict';
import { whileAppRuns } from '../../../src/engine/analysis/while-app-runs.ts';
import type { AppInstance } from '../../../src/engine/domain/executors.ts';
import { silent } from '../analyzer/bench.ts';

describe('what tools say of an app in a container', () => {
  const instance = (isHeld: boolean): AppInstance => ({
    ...{ baseUrl: 'http://127.0.0.1:1', place: 'container', ended: new Promise(() => {}) },
    ...{ log: () => '', follow: () => ({ dispose: () => {} }), stop: async () => undefined },
    isHeld: async () => isHeld,
  });
  const run = (isHeld: boolean, noticed: boolean) =>
    whileAppRuns(
      { name: 'acme/test:1', instance: instance(isHeld), retryDelayMs: 0, noticed },
      silent(),
      async () => 'what they say',
    );

  for (const noticed of [false, true]) {
    it(`${noticed ? 'and notice of it themselves ' : ''}counts only where its engine did not stop meanwhile`, async () => {
      assert.equal(await run(true, noticed), 'what they say');
      await assert.rejects(run(false, noticed), { name: 'AssayError', errorClass: 'transient' });
    });
  }
});
