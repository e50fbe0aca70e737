import assert from 'node:assert/strict';
import { createAppRuntimes } from '../../src/engine/app-runtimes.ts';
import { containerAnalyzerHost, outOfReach } from '../../src/engine/container-analyzers.ts';
import { defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import type { AppRuntime, AppStartRequest } from '../../src/engine/domain/executors.ts';

const never = () => assert.fail('nothing is to be started');
const asProcess: AppRuntime = { unable: async () => null, start: never };
const noEngine = {
  find: async () => ({ reason: 'no container engine was found' }),
  wasHere: false,
  regained: async () => false,
};
const app = { app: { model: 'builtin/baseline', number: 1 }, stack: 'node-express' } as AppStartRequest;
const unstoppable = { signal: new AbortController().signal, report: () => undefined };

describe('tools that are wanted in containers', () => {
  it('are not available without an engine, and say which setting wants it', async () => {
    const host = containerAnalyzerHost(defaultConfiguration, noEngine);
    assert.equal(
      await host.unable(),
      'the setting analysis.toolboxes wants containers, and no container engine was found',
    );
  });

  it('wait for an engine that was there before', async () => {
    const host = containerAnalyzerHost(defaultConfiguration, { ...noEngine, wasHere: true });
    assert.equal(await host.unable(), null);
    await assert.rejects(host.start('static-analyzer', unstoppable), {
      errorClass: 'transient',
      message: 'The static-analyzer service was not started: no container engine was found.',
    });
  });

  it('reach no app that runs as a child process, and say which settings contradict each other', async () => {
    const reason = async (mode: 'auto' | 'process') =>
      createAppRuntimes(mode, outOfReach(asProcess), noEngine).unable(app);
    assert.match(
      (await reason('auto'))!,
      /analysis\.toolboxes wants tools in containers.*no container engine/,
    );
    assert.match((await reason('process'))!, /analysis\.toolboxes wants.*apps\.runtime wants none/);
  });

  it('are one program for those that read files, and one for each subtask of those that use apps', () => {
    const host = containerAnalyzerHost(defaultConfiguration, noEngine);
    assert.equal(host.replicas('static-analyzer'), null);
    assert.equal(host.replicas('dynamic-analyzer'), defaultConfiguration['analysis.maxWorkers']);
    assert.equal(host.stabilizationDelayMs, 5_000);
  });
});
