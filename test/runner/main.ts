/**
 * `npm test [-- SUITE…]`: gets what the suites need, runs them, ends with the sum. A suite whose needs cannot be
 * had is skipped, by name and with the reason; where `CI` is set that is a failure.
 */
import { Prerequisites } from './prerequisites/prerequisites.ts';
import { suites } from './suites.ts';
import { formatTotals, sum } from './totals.ts';
import type { Suite } from './suite.ts';
import type { Totals } from './totals.ts';

const ci = Boolean(process.env['CI']) && process.env['CI'] !== 'false';
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  const names = suites.map((suite) => suite.name).join(', ');
  console.error(`There is no suite ${unknown.join(', ')}. The suites are ${names}.`);
  process.exit(2);
}

const prerequisites = new Prerequisites();
const results: { line: string; totals: Totals }[] = [];
for (const suite of suites) {
  if (asked.length > 0 && !asked.includes(suite.name)) continue;
  console.log(`\n── ${suite.name} ${'─'.repeat(70 - suite.name.length)}`);
  const result = await runSuite(suite);
  console.log(result.line);
  results.push(result);
}

const total = sum(results.map(({ totals }) => totals));
console.log(`\n── summary ${'─'.repeat(63)}`);
for (const { line } of results) console.log(line);
console.log(`\n${formatTotals(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runSuite(suite: Suite): Promise<{ line: string; totals: Totals }> {
  const startedAt = Date.now();
  const missing = await prerequisites.missing(suite.needs);
  if (missing.length > 0) {
    const totals = { passed: 0, failed: ci ? 1 : 0, skipped: ci ? 0 : 1 };
    const skipped = ci ? 'skipped, which is a failure here' : 'skipped';
    return { line: `${suite.name}: ${skipped}: ${missing.join(' ')}`, totals };
  }
  const totals = await suite.run();
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  return { line: `${suite.name}: ${formatTotals(totals)} (${seconds} s)`, totals };
}
