import { idOf } from './items.ts';
import type { JsonObject } from './items.ts';
import { listIn } from './answers.ts';
import { getList, totalIn } from './lists.ts';
import type { ListView } from './lists.ts';
import { limitKeys, queryOf } from './query.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

const maxPages = 30;
const limit = 2;

/** Walks through the list in small pages: each keeps the limit, none repeats another, the total is right. */
export async function checkPages(run: TestRun, view: ListView): Promise<void> {
  const example = queryOf(view.planned);
  const limitKey = limitKeys.find((key) => key in example);
  const hasPages = 'page' in example || 'offset' in example;
  if (view.records.length < limit || (!limitKey && !hasPages)) return;
  const ids = new Set<string>();
  let size = limit;
  for (let page = 1; page <= maxPages; page++) {
    const place = 'page' in example ? { page } : 'offset' in example ? { offset: ids.size } : {};
    const exchange = await getList(run, view, { ...(limitKey ? { [limitKey]: limit } : {}), ...place });
    const entries = listIn(exchange);
    if (entries === null) {
      return run.wrong(view.planned, `It answered ${exchange.status} where a page is expected.`, exchange);
    }
    if (limitKey && entries.length > limit) {
      const message = `With ${limitKey}=${limit} it shows ${entries.length} records.`;
      return run.wrong(view.planned, message, exchange);
    }
    if (page === 1) size = limitKey ? limit : entries.length;
    const repeated = entries.find((entry) => ids.has(idOf(entry) ?? ''));
    if (repeated)
      return run.wrong(view.planned, `Page ${page} repeats records of the pages before.`, exchange);
    for (const entry of entries) ids.add(idOf(entry) ?? JSON.stringify(entry));
    const isLast = entries.length < size || size === 0;
    if (!isLast && hasPages) continue;
    const total = totalIn(view, exchange);
    const missing = view.records.find((record) => !ids.has(idOf(record.values) ?? ''));
    if (hasPages && missing) {
      return run.wrong(view.planned, 'No page shows a record that is in the list.', exchange);
    }
    if (hasPages && total !== undefined && total !== ids.size) {
      const message = `It says a total of ${total} where all pages have ${ids.size} records.`;
      return run.wrong(view.planned, message, exchange);
    }
    if (!hasPages && total !== undefined && total < view.records.length) {
      return run.wrong(view.planned, `It says a total of ${total} where there are more records.`, exchange);
    }
    return;
  }
}

/** Sorting sorts both ways; "newest first" and "oldest first" are kept. */
export async function checkOrder(run: TestRun, view: ListView): Promise<void> {
  const example = queryOf(view.planned);
  const key = example['sort'];
  if (typeof key === 'string' && view.planned.entity?.fields.has(key)) {
    for (const order of 'order' in example ? ['asc', 'desc'] : ['']) {
      const exchange = await getList(run, view, { ...pageOf(view), sort: key, ...(order ? { order } : {}) });
      const values = (listIn(exchange) ?? []).map((entry) => entry[key]);
      const isRight =
        order === ''
          ? isSorted(values, 1) || isSorted(values, -1)
          : isSorted(values, order === 'asc' ? 1 : -1);
      if (exchange.status !== 200 || !isRight) {
        const how = order === '' ? '' : `&order=${order}`;
        return run.wrong(view.planned, `With sort=${key}${how} it is not sorted by ${key}.`, exchange);
      }
    }
  }
  const { description } = view.planned.endpoint;
  const said = /\b(newest|latest|oldest) first\b/i.exec(description)?.[1]?.toLowerCase();
  const isAlone = (description.match(/\bfirst\b/gi) ?? []).length === 1;
  if (said === undefined || !isAlone || view.records.length < 2) return;
  const exchange = await getList(run, view, pageOf(view));
  const entries = listIn(exchange) ?? [];
  const shown = entries
    .map((entry) => view.records.find(({ values }) => idOf(values) !== null && idOf(values) === idOf(entry)))
    .filter((record) => record !== undefined);
  const direction = said === 'oldest' ? 1 : -1;
  if (!orderKeys(view, shown).some((values) => isSorted(values, direction))) {
    run.wrong(view.planned, `It does not show the ${said} first.`, exchange);
  }
}

/** What "newest" may be measured by: when it was made, or a date of its own. */
function orderKeys(view: ListView, shown: readonly TestRecord[]): unknown[][] {
  const dates = [...(view.planned.entity?.fields.values() ?? [])].filter(
    ({ kind }) => kind === 'date' || kind === 'datetime',
  );
  return [
    shown.map((record) => view.records.indexOf(record)),
    ...dates.map(({ key }) => shown.map(({ values }) => values[key])),
  ];
}

function pageOf({ planned }: ListView): JsonObject {
  const example = queryOf(planned);
  return Object.fromEntries(limitKeys.filter((key) => key in example).map((key) => [key, example[key]]));
}

/** Under one of the orders that texts are sorted in: by letters, or by code points. */
function isSorted(values: readonly unknown[], direction: 1 | -1): boolean {
  const known = values.filter((value) => value !== null && value !== undefined);
  const orders: ((a: unknown, b: unknown) => number)[] = [
    (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b))),
    (a, b) => compare(String(a).toLowerCase(), String(b).toLowerCase()),
    (a, b) => String(a).localeCompare(String(b)),
  ];
  return orders.some((order) =>
    known.every((value, index) => index === 0 || order(known[index - 1], value) * direction <= 0),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
