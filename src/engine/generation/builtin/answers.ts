import type { Entity } from './entities.ts';
import { isObject, showsEntity, showsList } from './examples.ts';
import type { Example } from './examples.ts';
import type { Field } from './fields.ts';

/** What an answer is made of. */
export type Shape =
  /** The row, or the rows, as the API shows them. */
  | { kind: 'row' | 'rows' }
  | { kind: 'field'; field: Field }
  | { kind: 'object'; parts: [string, Shape][] }
  /** Of the list: number of all rows that match, and which page of them this is. */
  | { kind: 'count' | 'limit' | 'offset' | 'page' | 'pages' | 'more' }
  /** Of a session: its token, seconds until it ends, when it ends. */
  | { kind: 'token' | 'lifetime' | 'expiry' }
  | { kind: 'now' }
  | { kind: 'literal'; value: Example };

/** What is at hand when an endpoint answers. */
export interface AtHand {
  entity: Entity;
  row?: boolean;
  rows?: boolean;
  /** How many rows there are, or were changed. */
  count?: boolean;
  /** The page that was asked for. */
  page?: boolean;
  /** Key of a new session's token. */
  token?: string;
}

/** @returns null when the example asks for what the data does not hold */
export function readAnswer(example: Example, key: string, have: AtHand): Shape | null {
  const { entity, row, rows } = have;
  if (row && showsEntity(example, entity)) return isShownWhole(example, entity) ? { kind: 'row' } : null;
  if (Array.isArray(example)) {
    if (example.length === 0 && !rows) return { kind: 'literal', value: [] };
    if (!rows) return null;
    const isList = showsList(example, entity) && isShownWhole(example[0], entity);
    return example.length === 0 || isList ? { kind: 'rows' } : null;
  }
  if (isObject(example)) {
    const parts: [string, Shape][] = [];
    for (const [name, value] of Object.entries(example)) {
      const part = readAnswer(value, name, have);
      if (part === null) return null;
      parts.push([name, part]);
    }
    return { kind: 'object', parts };
  }
  return readValue(example, key, have);
}

/** Whether the API's rows have all that the example's has. */
function isShownWhole(example: Example | undefined, { fields }: Entity): boolean {
  const shown = new Set(fields.filter(({ writeOnly }) => !writeOnly).map(({ key }) => key));
  return isObject(example) && Object.keys(example).every((key) => shown.has(key));
}

function readValue(example: Example, key: string, have: AtHand): Shape | null {
  const { entity, row, token } = have;
  if (token !== undefined) {
    if (key === token) return { kind: 'token' };
    if (/expire/i.test(key)) return { kind: typeof example === 'number' ? 'lifetime' : 'expiry' };
  }
  const field = row ? entity.fields.find((candidate) => candidate.key === key) : undefined;
  if (field && !field.writeOnly) return { kind: 'field', field };
  if (typeof example === 'number') return readNumber(key, have);
  if (typeof example === 'boolean' && have.page && /more|next/i.test(key)) return { kind: 'more' };
  const isTime = typeof example === 'string' && /^\d{4}-\d\d-\d\dT/.test(example);
  return isTime ? { kind: 'now' } : { kind: 'literal', value: example };
}

function readNumber(key: string, { count, page }: AtHand): Shape | null {
  const name = key.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (page) {
    if (/^(limit|perpage|pagesize)$/.test(name)) return { kind: 'limit' };
    if (name === 'offset') return { kind: 'offset' };
    if (/^(page|currentpage)$/.test(name)) return { kind: 'page' };
    if (/^(pages|totalpages|pagecount)$/.test(name)) return { kind: 'pages' };
  }
  if (!count) return null;
  // All or nothing: there are no such rows.
  if (/skip|fail|error|reject|updat|duplic|invalid/.test(name)) return { kind: 'literal', value: 0 };
  const isCount = /total|count|deleted|removed|imported|created|added|made|saved|size|length/.test(name);
  return isCount ? { kind: 'count' } : null;
}
