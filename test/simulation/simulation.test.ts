import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { search } from './support/search.ts';

/** A part of what `npm run test:simulation` does, each time another. */
const runs = 60;

describe('the whole engine in virtual time', () => {
  const seed = Number(process.env['ASSAY_SIMULATION_SEED'] ?? randomInt(2 ** 31));

  it(`breaks no law, whatever happens in ${runs} runs (ASSAY_SIMULATION_SEED=${seed} repeats them)`, async () => {
    assert.equal(await search({ runs, seed, path: null, shrinkMs: 60_000 }), null);
  });
});
