import assert from 'node:assert/strict';
import { ServiceUsers } from '../../../src/engine/analysis/service-users.ts';

describe('the users of an analyzer service', () => {
  it('are the pipelines that have asked for it, each as long as it runs', () => {
    const users = new ServiceUsers();
    assert.equal(users.any('static-analyzer'), false);
    assert.equal(users.add('static-analyzer', 1), true);
    assert.equal(users.add('static-analyzer', 2), true);
    assert.equal(users.add('static-analyzer', 1), false, 'it is no new one');
    users.retain(new Set([2, 3]));
    assert.equal(users.any('static-analyzer'), true);
    assert.equal(users.any('dynamic-analyzer'), false);
    users.retain(new Set());
    assert.equal(users.any('static-analyzer'), false);
    assert.equal(users.add('static-analyzer', 1), true, 'its analysis begins again');
  });
});
