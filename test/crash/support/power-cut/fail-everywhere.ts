import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Accident } from './simulated-disk.ts';

const programs: Readonly<Record<Accident, string>> = {
  'power failure': 'power-cut-program.ts',
  refusal: 'refusal-program.ts',
};

const summarySchema = z.object({
  /** Power failures, or refusals. */
  accidents: z.int(),
  /** States of the disk that were checked: several may be found after one power failure. */
  states: z.int(),
  /** What the engine was told is durable. */
  facts: z.int(),
  /** Of a run without an accident: writes, syncs, renames, removals. */
  operations: z.int(),
  /** What was lost or not sound, each with the operation and the outcome that shows it. */
  failures: z.array(z.string()),
});
export type AccidentSummary = z.infer<typeof summarySchema>;

/**
 * Lets the power fail at every operation on the disk, or the disk refuse it, in a process of its own: the engine there has
 * another file system.
 * @param every only at one operation of so many, beginning at a random one
 * @throws Error when the process does not come to its end
 */
export async function failEverywhere(
  accident: Accident,
  seed: number,
  every: number,
): Promise<AccidentSummary> {
  const at = (name: string): string => path.join(import.meta.dirname, name);
  const args = ['--import', at('register.ts'), at(programs[accident]), String(seed), String(every)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const said = await text(child.stdout);
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with status ${code}.`);
  return summarySchema.parse(JSON.parse(said));
}
