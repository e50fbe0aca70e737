import assert from 'node:assert/strict';
import { resultsWithoutApp, wantsApp } from '../../../src/engine/analysis/unstarted-app.ts';
import { toolsOf } from '../../../src/engine/domain/tools.ts';
import type { Service } from '../../../src/engine/domain/tools.ts';

const said = (service: Service, hasTemplate: boolean, unable: string | null) =>
  [...resultsWithoutApp({ tools: toolsOf(service) }, hasTemplate, unable).values()].map(
    ({ tool, status, reason }) => [tool, status, reason],
  );

describe('tools that want an app running which cannot be started', () => {
  const reason = 'no container engine was found';

  it('are skipped with the reason, but for those that need a template that it has not', () => {
    assert.deepEqual(said('dynamic-analyzer', false, reason), [
      ['http-probe', 'skipped', reason],
      ['endpoint-tester', 'not_applicable', 'the app was not made from a template'],
    ]);
    assert.deepEqual(said('dynamic-analyzer', true, reason), [
      ['http-probe', 'skipped', reason],
      ['endpoint-tester', 'skipped', reason],
    ]);
  });

  it('are asked where it can be, and so are those that read files only', () => {
    assert.deepEqual(said('dynamic-analyzer', false, null), []);
    assert.deepEqual(said('static-analyzer', false, reason), []);
    assert.deepEqual(
      [wantsApp(toolsOf('static-analyzer')), wantsApp(toolsOf('performance-tester'))],
      [false, true],
    );
  });
});
