import assert from 'node:assert/strict';
import type Dockerode from 'dockerode';
import { told } from '../../../src/engine/containers/resource-groups.ts';

describe('what containers that belong together are called', () => {
  const called = (...labels: Record<string, string>[]) => {
    const containers = labels.map((each) => ({ Labels: each, State: 'running' }) as Dockerode.ContainerInfo);
    const group = { owner: { state: 'x', epoch: 1 }, instance: 'i', networks: [], volumes: [] };
    return told({ ...group, containers, names: ['assay-i'], createdAt: 0 }).what;
  };

  it('is the app or the service, and not what leads to it', () => {
    const forwarder = { 'assay.role': 'forwarder' };
    assert.equal(called(forwarder, { 'assay.role': 'analyzer' }), 'analyzer, running');
    assert.equal(called(forwarder, { 'assay.role': 'app', 'assay.app': 'acme/a:1' }), 'acme/a:1, running');
    assert.equal(called(forwarder), 'forwarder, running');
  });
});
