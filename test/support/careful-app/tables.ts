import type { Answer, Asked } from './app.ts';
import { Refusal, read } from './checks.ts';
import type { Json, Rules } from './checks.ts';

export type Row = Json & { id: number };

export class Table {
  readonly rows = new Map<number, Row>();
  #last = 0;
  add(values: Json, isKept = true): Row {
    const row = { id: ++this.#last, ...values };
    if (isKept) this.rows.set(row.id, row);
    return row;
  }
  find(id: string): Row {
    const row = /^\d+$/.test(id) ? this.rows.get(Number(id)) : undefined;
    if (!row) throw new Refusal(404, 'There is no such thing.');
    return row;
  }
  get all(): Row[] {
    return [...this.rows.values()];
  }
}

/** The row, if it is the caller's. */
export const own = ({ account, body, is }: Asked, row: Row): Row => {
  if (row['user_id'] === account?.id || is('open to others') || is('open to all')) return row;
  if (is('believes the owner') && (body as Json)['user_id'] === account?.id) return row;
  throw new Refusal(404, 'There is no such thing.');
};

export const mine = (asked: Asked, table: Table) =>
  table.all.filter(
    (row) => row['user_id'] === asked.account?.id || asked.is('open to others') || asked.is('open to all'),
  );

export const input = (asked: Asked, rule: Rules, partial = false): Json => {
  const isLenient = asked.is('accepts anything');
  if (asked.is('fails on quotes') && JSON.stringify(asked.body).includes("'")) throw new Error('a quote');
  try {
    const known = read(asked.body, rule, partial);
    if (asked.is('takes what is set')) return { ...(asked.body as Json), ...known };
    const { user_id: owner } = asked.body as Json;
    return asked.is('takes the owner') && owner !== undefined ? { ...known, user_id: owner } : known;
  } catch (error) {
    if (!isLenient) {
      const isLong = asked.is('accepts too long') && /letters/.test((error as Error).message);
      if (!isLong) throw error;
    }
    return { ...(asked.body as Json) };
  }
};

export const made = (
  asked: Asked,
  table: Table,
  values: Json,
  answered = (row: Row): Json => row,
): Answer => {
  if (asked.is('drops the tags')) values = { ...values, tags: [] };
  if (asked.is('keeps plain letters')) values = plain(values);
  const row = table.add(values, !asked.is('not stored'));
  const told = answered({ ...row });
  if (asked.is('stores something else')) Object.assign(row, { title: 'x', name: 'x', subject: 'x' });
  return { status: 201, body: told };
};

/** What an app makes of texts that is afraid of their characters. */
const plain = (values: Json): Json =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replace(/[^\x20-\x7e]|["']/g, '') : value,
    ]),
  );

export const changed = (asked: Asked, row: Row, values: Json): Answer => {
  const told = { ...row, ...values };
  if (!asked.is('not stored')) Object.assign(row, values);
  if (asked.is('loses the rest'))
    for (const key of Object.keys(row)) if (!(key in values) && key === 'state') row[key] = 'done';
  return { status: 200, body: told };
};

export const removed = (asked: Asked, table: Table, row: Row, body?: unknown): Answer => {
  if (!asked.is('not deleted')) table.rows.delete(row.id);
  if (asked.is('deletes all')) table.rows.clear();
  return { status: body === undefined ? 204 : 200, body };
};

export const told = (asked: Asked, find: () => Row, first: () => Row | undefined): Answer => {
  if (asked.is('tells what is not there')) {
    try {
      return { status: 200, body: find() };
    } catch {
      return { status: 200, body: first() ?? {} };
    }
  }
  const row = find();
  if (asked.is('tells another')) return { status: 200, body: { ...row, id: row.id + 1_000 } };
  if (asked.is('tells otherwise'))
    return { status: 200, body: { ...row, title: 'x', name: 'x', subject: 'x' } };
  return { status: 200, body: row };
};

export const listed = (asked: Asked, rows: Row[]): Row[] => {
  if (asked.is('empty list')) return [];
  return asked.is('tells otherwise')
    ? rows.map((row) => ({ ...row, title: 'x', name: 'x', subject: 'x' }))
    : rows;
};

export const taken = (rows: readonly Row[], key: string, value: unknown): boolean =>
  rows.some((row) => row[key] === value);

export const shown = ({ password: _, ...account }: Row): Json => account;
