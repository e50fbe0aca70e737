import { isObject } from './examples.ts';
import type { Operation } from './operations.ts';

/** Rows of a page, where the list can be asked for fewer than it answers otherwise. */
const pageRows = 20;
const usualRows = 100;

/** Names under which a list's query takes words to look for. */
export const searchWords = ['q', 'search', 'query'] as const;

/** Under which name its query takes words to look for; null: it does not. */
export function searchParameter(operation: Operation): string | null {
  const asked = askedOf(operation);
  return searchWords.find((name) => asked.includes(name)) ?? null;
}

/** How the list is asked for its pages; null: it comes whole. */
export function readPages(operation: Operation) {
  const asked = askedOf(operation);
  const size = ['limit', 'per_page'].find((name) => asked.includes(name)) ?? null;
  const place = ['page', 'offset'].find((name) => asked.includes(name));
  return place === undefined ? null : { place, size, rows: size === null ? usualRows : pageRows };
}

/** The parameters of its example. */
export function askedOf({ endpoint }: Operation): string[] {
  return isObject(endpoint.request) ? Object.keys(endpoint.request) : [];
}
