import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromPanel } from '../../../src/views/matrix/protocol.ts';

describe('a message from the matrix panel', () => {
  it('is taken as what it is', () => {
    assert.deepEqual(readFromPanel({ type: 'ready', more: 1 }), { type: 'ready' });
    assert.deepEqual(readFromPanel({ type: 'retry', jobId: 7, command: 'x' }), { type: 'retry', jobId: 7 });
  });

  for (const value of [
    null,
    'ready',
    {},
    { type: 'delete', jobId: 1 },
    { type: 'retry' },
    { type: 'retry', jobId: '7' },
    { type: 'openSource', jobId: -1 },
    { type: 'reveal', jobId: 1.5 },
  ]) {
    it(`${JSON.stringify(value)} is refused`, () => assert.equal(readFromPanel(value), null));
  }

  it('whatever it is, never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void readFromPanel(value)));
  });
});
