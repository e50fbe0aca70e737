/**
 * Gives each job in its order to whoever is free first (list scheduling, Graham 1966).
 *
 * @param durations in any unit
 * @returns when the last one ends, in the same unit
 */
export function greedyMakespan(durations: readonly number[], workers: number): number {
  const freeAt = Array<number>(workers).fill(0);
  for (const duration of durations) {
    const next = freeAt.indexOf(Math.min(...freeAt));
    freeAt[next]! += duration;
  }
  return Math.max(...freeAt);
}
