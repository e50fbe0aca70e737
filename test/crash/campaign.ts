/**
 * `npm run test:crash -- [--kills N] [--seed S] [--no-accidents]`: the whole campaign. Prints what it did and how long it
 * took; ends with status 1 at the first thing that was lost.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './support/kill-campaign.ts';
import { failEverywhere } from './support/power-cut/fail-everywhere.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    'no-accidents': { type: 'boolean', default: false },
  },
});
const kills = wholeNumber('--kills', values.kills);
const seed = wholeNumber('--seed', values.seed);
console.log(`Seed ${seed}.`);

for (const accident of values['no-accidents'] ? [] : (['power failure', 'refusal'] as const)) {
  const startedAt = Date.now();
  const { accidents, states, facts, failures } = await failEverywhere(accident, seed, 1);
  console.log(
    `${accidents} times a ${accident}, ${states} states of the disk, ${facts} facts: ` +
      `${failures.length} failures (${since(startedAt)}).`,
  );
  for (const failure of failures) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

if (kills > 0) {
  const startedAt = Date.now();
  const summary = await killAgainAndAgain(kills, seed, (sofar) => {
    if (sofar.kills % 50 === 0)
      console.log(`${sofar.kills} kills, ${sofar.facts} facts (${since(startedAt)})`);
  });
  console.log(
    `${summary.kills} kills, ${summary.early} of them while the folder was opened, ${summary.withSnapshots} with ` +
      `snapshots, ${summary.pruned} with a journal cut at its beginning, ${summary.facts} facts: nothing was lost ` +
      `(${since(startedAt)}).`,
  );
}

function since(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  console.error(`${option} ${text}: it must be a whole number from 0.`);
  process.exit(2);
}
