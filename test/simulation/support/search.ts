import fc from 'fast-check';
import { someCommands, someMachine } from './commands.ts';
import { somePlans } from './plans.ts';
import { BrokenLaw, simulate } from './simulate.ts';

export interface SearchOptions {
  runs: number;
  seed: number;
  /** Leads to the one case that a search has found: only that is run. */
  path: string | null;
  /** How long to look for a smaller case once one is found, milliseconds. */
  shrinkMs: number;
  onRun?: (run: number, commands: number) => void;
}

/**
 * Simulates one random world after the other.
 * @returns null when no law was broken; otherwise the smallest case that was found, for people, and how to repeat it
 */
export async function search(options: SearchOptions): Promise<string | null> {
  const { runs, seed, path, onRun } = options;
  let count = 0;
  let foundAt: number | null = null;
  const property = fc.asyncProperty(
    someMachine,
    somePlans,
    someCommands,
    async (machine, plans, commands) => {
      // What is smaller and not broken, says nothing; what is left untried, neither.
      if (foundAt !== null && Date.now() - foundAt > options.shrinkMs) return;
      if (foundAt === null) onRun?.(++count, commands.length);
      try {
        await simulate(machine, plans, commands);
      } catch (error) {
        foundAt ??= Date.now();
        throw error;
      }
    },
  );
  const details = await fc.check(property, {
    seed,
    ...(path === null ? { numRuns: runs } : { numRuns: 1, path, endOnFailure: true }),
  });
  if (!details.failed) return null;
  const { counterexample, errorInstance, counterexamplePath } = details;
  if (!counterexample) return `The search ended after ${details.numRuns} runs.`;
  const [machine, plans, commands] = counterexample;
  const step = errorInstance instanceof BrokenLaw ? errorInstance.step : null;
  const lines = [
    String(errorInstance instanceof Error ? errorInstance.message : errorInstance),
    step === null ? 'It happened after the last of these:' : 'It happened at the last of these:',
    ...[machine, ...plans, ...commands.slice(0, step ?? commands.length)].map((part) => JSON.stringify(part)),
    `To repeat it: npm run test:simulation -- --seed ${seed} --path ${counterexamplePath}`,
  ];
  return lines.join('\n');
}
