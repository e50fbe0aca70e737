import assert from 'node:assert/strict';
import { sizeText } from '../../../src/engine/domain/clean-up.ts';

describe('a size for people', () => {
  it('has three digits at most, and the unit that fits', () => {
    const sizes = [0, 1, 999, 1_000, 1_049, 12_345_678, 999_600, 350_000_000, 1.5e12, 5e15];
    assert.deepEqual(sizes.map(sizeText), [
      ...['0 B', '1 B', '999 B', '1 kB', '1.05 kB', '12.3 MB', '1 MB', '350 MB', '1.5 TB', '5000 TB'],
    ]);
  });
  it('is said to be unknown where it is', () => assert.equal(sizeText(null), 'size unknown'));
});
