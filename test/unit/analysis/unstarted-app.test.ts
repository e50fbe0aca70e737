import assert from 'node:assert/strict';
import { resultsWithoutApp } from '../../../src/engine/analysis/unstarted-app.ts';
import type { AppRuntime } from '../../../src/engine/domain/executors.ts';
import { toolsOf } from '../../../src/engine/domain/tools.ts';
import type { Service } from '../../../src/engine/domain/tools.ts';

const runtime: AppRuntime = { start: () => Promise.reject(new Error('nothing is started here')) };
const taskOf = (service: Service, model = 'existing/shop') => ({
  app: { model, number: 1 },
  tools: toolsOf(service),
});
const said = (service: Service, template: boolean, given = runtime, model?: string, stack = true) =>
  [...resultsWithoutApp(taskOf(service, model), { template, stack }, given).values()].map(
    ({ tool, status, reason }) => [tool, status, reason],
  );

describe('tools that want an existing app running', () => {
  const docker = 'an existing app is started in containers only, and for those Docker is needed';

  it('are skipped with the reason, but for those that need a template that it has not', () => {
    assert.deepEqual(said('dynamic-analyzer', false), [
      ['http-probe', 'skipped', docker],
      ['endpoint-tester', 'not_applicable', 'the app was not made from a template'],
    ]);
    assert.deepEqual(said('dynamic-analyzer', true), [
      ['http-probe', 'skipped', docker],
      ['endpoint-tester', 'skipped', docker],
    ]);
  });

  it('are asked where it may be started, and so are those that read files only', () => {
    assert.deepEqual(said('dynamic-analyzer', false, { ...runtime, startsExisting: true }), []);
    assert.deepEqual(said('static-analyzer', false), []);
  });

  it('are skipped where nobody knows how it is started, with what would help', () => {
    const containers: AppRuntime = { ...runtime, startsExisting: true };
    const [probe] = said('dynamic-analyzer', true, containers, 'existing/shop', false);
    assert.deepEqual(probe?.slice(0, 2), ['http-probe', 'skipped']);
    assert.match(probe?.[2] ?? '', /stack was not recognised.*name its "stack"/);
  });

  it('are asked of apps that models write', () => {
    assert.deepEqual(said('dynamic-analyzer', true, runtime, 'builtin/baseline'), []);
  });
});
