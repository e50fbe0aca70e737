import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { totalsFileVariable } from './run-mocha.ts';
import { runProgram } from './run-program.ts';
import type { Prerequisite } from './prerequisites/prerequisites.ts';
import type { Totals } from './totals.ts';

export interface Suite {
  name: string;
  needs: readonly Prerequisite[];
  run(): Promise<Totals>;
}

const totalsSchema = z.object({ passed: z.int(), failed: z.int(), skipped: z.int() });

/** Checks that pass or fail as a whole; each is a program with its arguments, run one after the other. */
export function checks(name: string, programs: readonly (readonly string[])[]): Suite {
  const run = async () => {
    const totals = { passed: 0, failed: 0, skipped: 0 };
    for (const program of programs) totals[(await runProgram(program)) ? 'passed' : 'failed'] += 1;
    return totals;
  };
  return { name, needs: [], run };
}

/** A program that runs mocha and leaves its totals; one that does not get that far has failed once. */
export function tests(name: string, needs: readonly Prerequisite[], program: readonly string[]): Suite {
  const run = async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-totals-'));
    const file = path.join(folder, 'totals.json');
    try {
      const succeeded = await runProgram(program, { [totalsFileVariable]: file });
      const totals = totalsSchema.parse(JSON.parse(await readFile(file, 'utf8').catch(() => noTotals)));
      return succeeded || totals.failed > 0 ? totals : { ...totals, failed: 1 };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return { name, needs, run };
}

const noTotals = '{"passed": 0, "failed": 0, "skipped": 0}';
