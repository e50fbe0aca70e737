/** One who may be given workers. */
export interface Share<T> {
  id: number;
  running: number;
  /** How many it may have running at most. */
  width: number;
  /** What it could start now, in its order. */
  due: readonly T[];
}

/** When each had its last turn, by id: the higher the later; who is not there had none. */
export type Turns = ReadonlyMap<number, number>;

/**
 * Gives out free workers one by one, each to whoever has fewest running; of those to the one whose last turn is longest
 * ago, so that nobody waits for ever where there are fewer workers than shares.
 * @param choose what a share would start next; undefined: nothing of it may start
 * @param onGiven told of each before the next is chosen
 */
export function shareFairly<T>(
  shares: readonly Share<T>[],
  free: number,
  turns: Turns,
  choose: (due: readonly T[]) => T | undefined = ([first]) => first,
  onGiven: (item: T) => void = () => undefined,
): T[] {
  const state = shares.map((share) => ({
    ...share,
    due: [...share.due],
    lastTurn: turns.get(share.id) ?? 0,
  }));
  let turn = Math.max(0, ...state.map((share) => share.lastTurn));
  const given: T[] = [];
  while (given.length < free) {
    let best: (typeof state)[number] | null = null;
    let next: T | undefined;
    for (const share of state) {
      if (share.running >= share.width || (best && !isBefore(share, best))) continue;
      const item = choose(share.due);
      if (item === undefined) continue;
      best = share;
      next = item;
    }
    if (!best || next === undefined) break;
    given.push(next);
    onGiven(next);
    best.due.splice(best.due.indexOf(next), 1);
    best.running++;
    best.lastTurn = ++turn;
  }
  return given;
}

function isBefore(
  one: { running: number; lastTurn: number },
  other: { running: number; lastTurn: number },
): boolean {
  if (one.running !== other.running) return one.running < other.running;
  return one.lastTurn < other.lastTurn;
}
