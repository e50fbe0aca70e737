import assert from 'node:assert/strict';
import type Dockerode from 'dockerode';
import { createClosedNetwork } from '../../../src/engine/containers/closed-network.ts';
import { nextAddress } from '../../../src/engine/containers/podman-network.ts';

describe('a closed network', () => {
  it('is internal, and without an address of the host as each version of Docker calls it', async () => {
    for (const [version, option] of [
      ['20.10.24+dfsg1', { 'com.docker.network.bridge.inhibit_ipv4': 'true' }],
      ['27.5.1', { 'com.docker.network.bridge.inhibit_ipv4': 'true' }],
      ['28.0.0', { 'com.docker.network.bridge.gateway_mode_ipv4': 'isolated' }],
      ['29.1.2', { 'com.docker.network.bridge.gateway_mode_ipv4': 'isolated' }],
    ] as const) {
      const asked: Dockerode.NetworkCreateOptions[] = [];
      const client = { createNetwork: (options: Dockerode.NetworkCreateOptions) => asked.push(options) };
      const engine = { client: client as never, kind: 'docker', version } as const;
      const { address } = await createClosedNetwork(engine, 'x', { a: 'b' });
      const [{ Internal, EnableIPv6, Options, Labels }] = asked as [Dockerode.NetworkCreateOptions];
      assert.deepEqual([Internal, EnableIPv6, Labels, address], [true, false, { a: 'b' }, null]);
      assert.deepEqual(Options, option, version);
    }
  });

  it('of Podman gives each app an address that none before it had for long', () => {
    const addresses = Array.from({ length: 200 }, () => nextAddress('10.89.3.0/24'));
    assert.equal(new Set(addresses).size, 200);
    for (const each of addresses) {
      const host = /^10\.89\.3\.(\d+)$/.exec(each)?.[1];
      assert.ok(Number(host) >= 10 && Number(host) < 250, each);
    }
    assert.throws(() => nextAddress('10.89.0.0/16'), /10\.89\.0\.0\/16 is none of 256 addresses/);
  });
});
