import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import Dockerode from 'dockerode';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { analyzerProgram } from '../../../src/engine/containers/analyzers/analyzer-program.ts';
import type { AnalyzerStack } from '../../../src/engine/containers/analyzers/analyzer-stack.ts';

describe('the program of a service in a container', () => {
  let server: WebSocketServer;
  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  it('has ended, and nothing worse, also when something is said to it while its connection closes', async () => {
    const never = new Promise<never>(() => undefined);
    const { port } = server.address() as AddressInfo;
    const stack = { ended: () => never, lost: never, start: async () => port, token: 'x' };
    let removals = 0;
    const remove = async () => {
      removals++;
    };
    const inside = once(server, 'connection') as Promise<[WebSocket]>;
    const starting = analyzerProgram(
      ...[new Dockerode(), stack as unknown as AnalyzerStack, remove],
      new AbortController().signal,
    );
    const [{ connection, ended }, [client]] = await Promise.all([starting, inside]);
    const failures: Error[] = [];
    connection.onError(([error]) => failures.push(error));
    connection.listen();
    client.close();
    while (failures.length === 0) {
      connection.sendRequest('anything').catch(() => undefined);
      await turn();
    }
    assert.match(failures[0]!.message, /not open/);
    await ended;
    assert.equal(removals, 1);
  });
});
