import { blockedUntil, placesOf } from '../domain/provider-width.ts';
import type { ProviderLimit } from '../domain/provider-width.ts';
import { shareFairly } from './fair-shares.ts';
import type { Share, Turns } from './fair-shares.ts';

export interface DueJob {
  id: number;
  provider: string;
  /** Uses this machine's processors, rather than wait for a provider. */
  local: boolean;
}

/** What jobs of one provider there are room for. */
export interface ProviderView {
  /** In all pipelines together. */
  running: number;
  /** How many may run at the same time; 0: none may start now. */
  places: number;
  /** Until when none may start, epoch milliseconds; null: they may. */
  blockedUntil: number | null;
}

/**
 * Those whose jobs run, or that have limited us.
 * @param running the provider of each job that runs
 */
export function viewProviders(
  limits: ReadonlyMap<string, ProviderLimit>,
  running: readonly string[],
  now: number,
): Map<string, ProviderView> {
  const view = (name: string): ProviderView => {
    const limit = limits.get(name) ?? null;
    return {
      running: running.filter((other) => other === name).length,
      places: placesOf(limit, now),
      blockedUntil: blockedUntil(limit, now),
    };
  };
  return new Map([...limits.keys(), ...running].map((name) => [name, view(name)]));
}

/**
 * Gives out free workers to jobs: fairly to pipelines, and within one to the provider that has fewest running, so that
 * a slow provider does not take all workers from a quick one. No provider gets more than it has places for.
 * @param providers those that run or are limited; others have nothing running and all places
 */
export function shareJobs(
  shares: readonly Share<DueJob>[],
  free: number,
  turns: Turns,
  providers: ReadonlyMap<string, ProviderView>,
): DueJob[] {
  const running = new Map([...providers].map(([name, provider]) => [name, provider.running]));
  const runningOf = ({ provider }: DueJob) => running.get(provider) ?? 0;
  const choose = (due: readonly DueJob[]) => {
    let best: DueJob | undefined;
    for (const job of due) {
      if (runningOf(job) >= (providers.get(job.provider)?.places ?? Number.POSITIVE_INFINITY)) continue;
      if (!best || runningOf(job) < runningOf(best)) best = job;
    }
    return best;
  };
  return shareFairly(shares, free, turns, choose, (job) => running.set(job.provider, runningOf(job) + 1));
}
