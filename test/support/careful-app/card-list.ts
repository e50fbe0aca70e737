import type { Asked } from './app.ts';
import type { Row } from './tables.ts';

/** The page of cards that a query asks for. */
export function pageOf({ query, is }: Asked, all: readonly Row[]): { cards: Row[]; total: number } {
  const word = is('ignores the search') ? null : query.get('q');
  const state = is('ignores the filter') ? null : query.get('state');
  const tag = is('ignores the tag') ? null : query.get('tag');
  const found = all.filter(
    (row) =>
      (word === null || String(row['title']).toLowerCase().includes(word.toLowerCase())) &&
      (state === null || row['state'] === state) &&
      (tag === null || (row['tags'] as string[]).includes(tag)),
  );
  const key = query.get('sort');
  if (key === 'priority' && !is('ignores the sort')) {
    const direction = query.get('order') === 'desc' && !is('ignores the order') ? -1 : 1;
    found.sort((a, b) => (Number(a[key]) - Number(b[key])) * direction);
  }
  const limit = is('ignores the limit') ? 1_000 : whole(query.get('limit'), 20);
  const page = is('ignores the page') ? 1 : whole(query.get('page'), 1);
  const total = is('wrong total')
    ? found.length + 1
    : is('total of the page')
      ? Math.min(limit, found.length)
      : found.length;
  return { cards: found.slice((page - 1) * limit, page * limit), total };
}

function whole(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value >= 1 && value <= 1_000 ? value : otherwise;
}
