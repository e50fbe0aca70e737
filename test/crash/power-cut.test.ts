import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { failEverywhere } from './support/power-cut/fail-everywhere.ts';

/** All of them takes minutes; `npm run test:crash` does it. */
const every = 16;

describe('a power failure that keeps only what was synced', () => {
  const seed = Number(process.env['ASSAY_CRASH_SEED'] ?? randomInt(2 ** 31));

  it(`loses nothing durable, at every ${every}th operation (ASSAY_CRASH_SEED=${seed} repeats it)`, async () => {
    const { failures, cuts, states, facts, operations } = await failEverywhere(seed, every);
    assert.deepEqual(failures, []);
    assert.ok(cuts >= Math.floor(operations / every) && states > cuts && facts > cuts, `${cuts} failures`);
  });
});
