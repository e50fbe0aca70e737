import type { Entity } from './entities.ts';
import { isObject, showsEntity, showsList } from './examples.ts';
import type { Example } from './examples.ts';
import { js, jsGet, jsKey } from './literals.ts';

/** What the code of a route has at hand when it answers. */
export interface AtHand {
  entity: Entity;
  /** Name of the variable with one row. */
  row?: string;
  /** Name of the variable with rows. */
  rows?: string;
  /** Expression for the number of all rows that match, and name of the variable with limit and offset. */
  count?: string;
  filter?: string;
}

/**
 * Code that answers in the shape of an example.
 * @returns a JavaScript expression, or null when the example asks for what the data does not hold
 */
export function shapeOf(example: Example, key: string, have: AtHand): string | null {
  const { entity, row, rows } = have;
  if (row !== undefined && showsEntity(example, entity)) return `show${entity.type}(${row})`;
  if (Array.isArray(example)) {
    if (rows === undefined) return null;
    return example.length === 0 || showsList(example, entity) ? `${rows}.map(show${entity.type})` : null;
  }
  if (isObject(example)) {
    const parts: string[] = [];
    for (const [name, value] of Object.entries(example)) {
      const part = shapeOf(value, name, have);
      if (part === null) return null;
      parts.push(`${jsKey(name)}: ${part}`);
    }
    return `{ ${parts.join(', ')} }`;
  }
  if (row !== undefined && entity.fields.some((field) => field.key === key)) {
    return jsGet(`show${entity.type}(${row})`, key);
  }
  if (typeof example === 'number') return numberFor(key, have);
  if (typeof example === 'string' && /^\d{4}-\d\d-\d\dT/.test(example)) return 'new Date().toISOString()';
  return js(example);
}

function numberFor(key: string, { count, filter }: AtHand): string | null {
  const name = key.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (filter !== undefined && count !== undefined) {
    if (/^(limit|perpage|pagesize)$/.test(name)) return `${filter}.limit`;
    if (name === 'offset') return `${filter}.offset`;
    if (/^(page|currentpage)$/.test(name)) return `Math.floor(${filter}.offset / ${filter}.limit) + 1`;
    if (/^(pages|totalpages|pagecount)$/.test(name)) return `Math.ceil(${count} / ${filter}.limit)`;
  }
  return count !== undefined && /total|count|deleted|removed|size|length/.test(name) ? count : null;
}
