import assert from 'node:assert/strict';
import { createAppRuntimes } from '../../src/engine/app-runtimes.ts';
import type { ContainerPlace } from '../../src/engine/app-runtimes.ts';
import { AssayError } from '../../src/engine/domain/errors.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../../src/engine/domain/executors.ts';

/** Says where an app was started. */
function runtimeNamed(name: string, unable: AppRuntime['unable'] = async () => null): AppRuntime {
  const instance: AppInstance = {
    ...{ baseUrl: name, place: 'process', ended: new Promise(() => {}) },
    ...{ log: () => '', follow: () => ({ dispose: () => {} }), stop: async () => undefined },
  };
  return { unable, start: async () => instance };
}
const asProcess = runtimeNamed('process', async ({ app }) =>
  app.model.startsWith('builtin/') ? null : `apps of ${app.model} are started in containers only`,
);
const engine: ContainerPlace = {
  find: async () => ({ runtime: runtimeNamed('containers') }),
  wasHere: false,
  regained: async () => false,
};
const noEngine = { ...engine, find: async () => ({ reason: 'no container engine was found' }) };

const of = (model: string) =>
  ({ app: { model, number: 1 }, stack: 'node-express' }) as unknown as AppStartRequest;
const never = new AbortController().signal;

async function placeOf(mode: 'auto' | 'docker' | 'process', model: string, containers: ContainerPlace) {
  const runtimes = createAppRuntimes(mode, asProcess, containers);
  const unable = await runtimes.unable(of(model));
  if (unable === null) return (await runtimes.start(of(model), never)).baseUrl;
  await assert.rejects(runtimes.start(of(model), never), { errorClass: 'unhealthy' });
  return unable;
}

describe('where an app is started', () => {
  it('is a child process for control apps, and containers for all others', async () => {
    assert.equal(await placeOf('auto', 'builtin/baseline', engine), 'process');
    assert.equal(await placeOf('auto', 'acme/big', engine), 'containers');
    assert.equal(await placeOf('docker', 'builtin/baseline', engine), 'containers');
  });

  it('is nowhere, with the reason, without an engine or where containers are not wanted', async () => {
    assert.equal(await placeOf('auto', 'builtin/baseline', noEngine), 'process');
    assert.equal(
      await placeOf('auto', 'acme/big', noEngine),
      'apps of acme/big are started in containers only, and no container engine was found',
    );
    assert.match(await placeOf('docker', 'builtin/baseline', noEngine), /wants containers, and no container/);
    assert.match(await placeOf('process', 'acme/big', engine), /the setting apps\.runtime wants none/);
  });

  for (const errorClass of ['build_failed', 'unhealthy'] as const) {
    it(`is begun again when it was ${errorClass} as the engine stopped in order, and otherwise is not`, async () => {
      for (const wentAway of [true, false]) {
        let starts = 0;
        const runtime: AppRuntime = {
          unable: async () => null,
          start: async (...request) => {
            if (starts++ === 0) throw new AssayError(errorClass, 'As if the app had done it.');
            return runtimeNamed('containers').start(...request);
          },
        };
        const containers = { ...engine, find: async () => ({ runtime }), regained: async () => wentAway };
        const started = createAppRuntimes('docker', asProcess, containers).start(of('acme/big'), never);
        if (wentAway) assert.equal((await started).baseUrl, 'containers');
        else await assert.rejects(started, { errorClass });
        assert.equal(starts, wentAway ? 2 : 1);
      }
    });
  }

  it('is waited for when the engine has gone away, as often as it comes back', async () => {
    const transient = () => new AssayError('transient', 'It went away.');
    let losses = 0;
    const flaky: AppRuntime = {
      unable: async () => null,
      start: async (request, signal) => {
        if (losses++ < 2) throw transient();
        return runtimeNamed('containers').start(request, signal);
      },
    };
    const place = { find: async () => ({ runtime: flaky }), wasHere: true, regained: async () => true };
    const start = await createAppRuntimes('docker', asProcess, place).start(of('acme/big'), never);
    assert.deepEqual([start.baseUrl, losses], ['containers', 3]);
    losses = -100;
    await assert.rejects(createAppRuntimes('docker', asProcess, place).start(of('acme/big'), never), {
      errorClass: 'transient',
    });
    assert.ok(losses < -90, 'but not for ever');
    losses = 0;
    const there = { ...place, regained: async () => false };
    await assert.rejects(createAppRuntimes('docker', asProcess, there).start(of('acme/big'), never), {
      errorClass: 'transient',
    });
    assert.equal(losses, 1);
  });

  it('can be tried where there was an engine that is away, and fails as what passes', async () => {
    const away = { ...noEngine, wasHere: true };
    const runtimes = createAppRuntimes('docker', asProcess, away);
    assert.equal(await runtimes.unable(of('acme/big')), null);
    await assert.rejects(runtimes.start(of('acme/big'), never), { errorClass: 'transient' });
  });
});
