/** A store of durable jobs, as the bench uses it. A transition is a claim: what was pending runs, durably. */
export interface Contestant {
  /** Makes that many pending jobs. Once, on an empty place, before anything else. */
  fill(pending: number): Promise<void>;
  open(): Promise<void>;
  /** Claims one after the other. @returns the milliseconds that each took */
  singly(count: number): Promise<number[]>;
  /** Claims `size` at a time. @returns the milliseconds until each group was durable */
  inGroups(groups: number, size: number): Promise<number[]>;
  /** Something of what went on before a crash. The place is open. */
  work(): Promise<void>;
  /** Opens and gets the first work. @returns the milliseconds that this took */
  start(): Promise<number>;
  close(): Promise<void>;
}

export const contestantNames = [
  'assay',
  'assay-turn',
  'assay-claim',
  'better-sqlite3',
  'bullmq',
  'graphile-worker',
  'pg-boss',
] as const;
export type ContestantName = (typeof contestantNames)[number];

/** Runs something again and again. @returns the milliseconds that each took */
export async function timeEach(count: number, run: () => Promise<void> | void): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    const startedAt = performance.now();
    await run();
    took.push(performance.now() - startedAt);
  }
  return took;
}

/** The usual `start`: from nothing to the first claim. */
export async function timeToFirstClaim(of: Contestant): Promise<number> {
  const startedAt = performance.now();
  await of.open();
  await of.singly(1);
  return performance.now() - startedAt;
}

/** @throws Error when something was not claimed: then nothing was measured */
export function assertClaimed(claimed: number, asked: number): void {
  if (claimed !== asked) throw new Error(`${claimed} of ${asked} were claimed.`);
}
