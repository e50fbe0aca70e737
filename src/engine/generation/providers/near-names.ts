/** Those that are most like a name, nearest first; none that is nothing like it. */
export function nearNames(name: string, all: readonly string[], limit: number): string[] {
  const wanted = name.toLowerCase();
  return all
    .map((other) => ({ other, distance: editDistance(wanted, other.toLowerCase()) }))
    .filter(({ distance, other }) => distance <= Math.max(3, Math.min(name.length, other.length) / 2))
    .sort((one, other) => one.distance - other.distance || one.other.localeCompare(other.other))
    .slice(0, limit)
    .map(({ other }) => other);
}

/** Levenshtein, one row at a time. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row.at(-1)!;
}
