import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';
import type { Totals } from './totals.ts';

/** Names the file that a mocha run leaves its totals in, for the process that asked for it. */
export const totalsFileVariable = 'ASSAY_TEST_TOTALS';

/**
 * Runs test files with mocha in this process, here or in VS Code's extension host.
 *
 * @param files absolute paths
 * @param timeoutMs of one test
 */
export async function runMocha(files: readonly string[], timeoutMs: number): Promise<Totals> {
  const mocha = new Mocha({ ui: 'bdd', color: process.stdout.isTTY, forbidOnly: true, timeout: timeoutMs });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  if (!stats) throw new Error('mocha ended without saying what it did.');
  const totals = { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
  const file = process.env[totalsFileVariable];
  if (file) writeFileSync(file, JSON.stringify(totals));
  return totals;
}
