import assert from 'node:assert/strict';
import { isPortTaken, publishedPort } from '../../../src/engine/containers/published-port.ts';

describe("the port of a service's container", () => {
  it('is taken when the engine says so, in the words of each engine', () => {
    for (const words of [
      'driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:2001 failed: port is already allocated',
      'Error starting userland proxy: listen tcp4 127.0.0.1:2001: bind: address already in use',
      'Ports are not available: exposing port TCP 127.0.0.1:2001 -> 0.0.0.0:0: listen tcp 127.0.0.1:2001',
      'rootlessport listen tcp 127.0.0.1:2001: bind: address already in use',
    ]) {
      assert.equal(isPortTaken(new Error(words)), true, words);
    }
    assert.equal(isPortTaken(new Error('No such image')), false);
    assert.equal(isPortTaken('address already in use'), false);
  });

  it('is the one that the engine has published', () => {
    const at = (HostPort: string) => ({ Ports: { '2000/tcp': [{ HostIp: '127.0.0.1', HostPort }] } });
    assert.equal(publishedPort(at('49153'), 2000), 49_153);
    assert.equal(publishedPort(at(''), 2000), null);
    assert.equal(publishedPort(at('2001'), 2002), null);
    assert.equal(publishedPort({ Ports: {} }, 2000), null);
  });
});
