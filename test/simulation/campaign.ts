/**
 * `npm run test:simulation -- [--runs N] [--seed S] [--path P]`: simulates so many random worlds, or the one that another
 * search has found. Prints the case that breaks a law, made as small as possible, and ends with status 1.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { search } from './support/search.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    path: { type: 'string' },
  },
});
const runs = wholeNumber('--runs', values.runs);
const seed = wholeNumber('--seed', values.seed);
console.log(`Seed ${seed}.`);

const startedAt = Date.now();
let commandsSoFar = 0;
const found = await search({
  runs,
  seed,
  path: values.path ?? null,
  shrinkMs: 10 * 60_000,
  onRun: (run, commands) => {
    commandsSoFar += commands;
    if (run % 100 === 0) console.log(`${run} runs, ${commandsSoFar} commands (${seconds()} s)`);
  },
});
const done = values.path === undefined ? `${runs} runs, ${commandsSoFar} commands` : 'That run';
console.log(found ?? `${done}: no law was broken (${seconds()} s).`);
process.exit(found === null ? 0 : 1);

function seconds(): string {
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  console.error(`${option} ${text}: it must be a whole number from 0.`);
  process.exit(2);
}
