import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { findContainers } from '../../../src/engine/containers/containers.lazy.ts';
import type { ContainersDeps } from '../../../src/engine/containers/containers.lazy.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { installation } from '../generation/apps.ts';

describe('the containers of a state folder', () => {
  const folder = temporaryFolder();
  let server: http.Server;
  afterEach(() => server.close());

  it('are not there, with the reason, as long as the engine says its version and no more', async () => {
    const socket = path.join(folder(), 'engine.sock');
    server = http.createServer(({ url }, response) => {
      const isVersion = url!.endsWith('/version');
      response.writeHead(isVersion ? 200 : 503, { 'content-type': 'application/json' });
      const version = { Version: '28.1.0', ApiVersion: '1.49', Os: 'linux' };
      response.end(JSON.stringify(isVersion ? version : { message: 'not ready yet' }));
    });
    await once(server.listen(socket), 'listening');
    const deps: ContainersDeps = {
      ...{ installation, catalog: {} as ContainersDeps['catalog'], log: new Log(() => undefined) },
      ...{ baseImages: {}, analyzerPorts: {}, retryDelayMs: 0, buildWidth: 1 },
      ...{ engineSetting: `unix://${socket}`, imageLimits: { count: 1, bytes: 1 } },
      ...{ owner: { state: 'x', epoch: 1 }, closed: new AbortController().signal },
    };
    assert.deepEqual(await findContainers(deps), {
      reason: `the container engine at unix://${socket} does not work (not ready yet)`,
    });
  });
});
