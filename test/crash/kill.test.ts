import { randomInt } from 'node:crypto';
import assert from 'node:assert/strict';
import { killAgainAndAgain } from './support/kill-campaign.ts';

const kills = 50;

describe('a process that runs pipelines and is killed', () => {
  const seed = Number(process.env['ASSAY_CRASH_SEED'] ?? randomInt(2 ** 31));

  it(`loses nothing that it was told is durable, ${kills} times (ASSAY_CRASH_SEED=${seed} repeats it)`, async () => {
    const summary = await killAgainAndAgain(kills, seed);
    // Otherwise the kills came at moments that prove little.
    assert.equal(summary.kills, kills);
    assert.ok(summary.facts > kills * 20, `only ${summary.facts} facts were told`);
    assert.ok(summary.withSnapshots > 0 && summary.pruned > 0, JSON.stringify(summary));
  });
});
