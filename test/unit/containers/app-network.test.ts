import assert from 'node:assert/strict';
import { appNetworkOptions, openWays } from '../../../src/engine/containers/apps/app-network.ts';

describe("an app's network", () => {
  const options = (kind: 'docker' | 'podman', version: string) =>
    appNetworkOptions({ kind, version }, 'x', { a: 'b' });

  it('is internal everywhere, and without an address of the host as each version of Docker calls it', () => {
    for (const [version, option] of [
      ['20.10.24+dfsg1', { 'com.docker.network.bridge.inhibit_ipv4': 'true' }],
      ['27.5.1', { 'com.docker.network.bridge.inhibit_ipv4': 'true' }],
      ['28.0.0', { 'com.docker.network.bridge.gateway_mode_ipv4': 'isolated' }],
      ['29.1.2', { 'com.docker.network.bridge.gateway_mode_ipv4': 'isolated' }],
    ] as const) {
      const { Internal, EnableIPv6, Options, Labels } = options('docker', version);
      assert.deepEqual([Internal, EnableIPv6, Labels], [true, false, { a: 'b' }]);
      assert.deepEqual(Options, option, version);
      assert.deepEqual(openWays({ kind: 'docker' }), []);
    }
  });

  it('of Podman keeps one, and that is said', () => {
    assert.deepEqual(options('podman', '5.2.0').Options, {});
    assert.match(
      openWays({ kind: 'podman' }).join(),
      /gateway of their network, which Podman cannot leave out/,
    );
  });
});
