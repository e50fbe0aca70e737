/**
 * `npm run test:containers -- [--cycles N] [--seed S]`: kills a process whose apps are in containers so often, and starts it
 * again. A line a cycle; ends with status 1 at the first thing that is lost, left or touched.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Prerequisites } from '../runner/prerequisites/prerequisites.ts';
import { testEngine } from '../support/docker/engine.ts';
import { killCycles } from './cycles/kill-cycles.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const kills = wholeNumber('--cycles', values.cycles);
const seed = wholeNumber('--seed', values.seed);
const missing = await new Prerequisites().missing(['docker', 'base images']);
if (missing.length > 0) {
  console.error(missing.join(' '));
  process.exit(1);
}
console.log(`Seed ${seed}.`);
const { client } = await testEngine();
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-cycles-'));
const startedAt = Date.now();
const summary = await killCycles({ client, folder, kills, seed, say: (line) => console.log(line) });
const met = Object.entries(summary.met).map(([phase, count]) => `${phase} ${count}`);
console.log(
  `${summary.kills} kills (${met.join(', ')}), ${summary.withLeftovers} of them left something behind, ` +
    `${summary.pipelines} pipelines: all work done, nothing of ours left, nothing else touched ` +
    `(${((Date.now() - startedAt) / 1000).toFixed(0)} s).`,
);
rmSync(folder, { recursive: true, force: true });

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  console.error(`${option} ${text}: it must be a whole number from 0.`);
  process.exit(2);
}
