import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { failEverywhere } from './support/power-cut/fail-everywhere.ts';
import type { AccidentSummary } from './support/power-cut/fail-everywhere.ts';

/** All of them takes minutes; `npm run test:crash` does it. */
const every = 16;

describe('a disk on which an operation goes wrong', () => {
  const seed = Number(process.env['ASSAY_CRASH_SEED'] ?? randomInt(2 ** 31));
  const some = `at every ${every}th operation (ASSAY_CRASH_SEED=${seed} repeats it)`;

  function assertSound({ failures, accidents, facts, operations }: AccidentSummary): void {
    assert.deepEqual(failures, []);
    // No two runs need the same operations; half as many would mean that the search ended too early.
    assert.ok(accidents > operations / every / 2 && facts > accidents, `${accidents} accidents`);
  }

  it(`loses nothing durable when the power fails and only what was synced stays, ${some}`, async () => {
    assertSound(await failEverywhere('power failure', seed, every));
  });

  it(`loses nothing durable and goes on when the disk is full for a moment, ${some}`, async () => {
    assertSound(await failEverywhere('refusal', seed, every));
  });
});
