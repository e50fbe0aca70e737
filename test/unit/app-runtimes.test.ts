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
const engine = { find: async () => ({ runtime: runtimeNamed('containers') }), forget: () => undefined };
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

  it('is looked for anew when the engine has gone away', async () => {
    let forgotten = 0;
    const gone: AppRuntime = {
      unable: async () => null,
      start: () => Promise.reject(new AssayError('transient', 'It went away.')),
    };
    const place = { find: async () => ({ runtime: gone }), forget: () => void forgotten++ };
    const start = createAppRuntimes('docker', asProcess, place).start(of('acme/big'), never);
    await assert.rejects(start, { errorClass: 'transient' });
    assert.equal(forgotten, 1);
  });
});
