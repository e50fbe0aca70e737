import type { FieldRule } from './fields.ts';
import type { JsonObject } from './items.ts';

/** One request that no careful app takes. */
export interface WrongBody {
  /** As in `without title`, to go into a sentence. */
  what: string;
  body: JsonObject;
}

/**
 * Bodies that break one rule of the data model each.
 * @param whole fields that are required must be there: not under PATCH
 * @param fresh a valid body; another one each time, so that no unique value comes twice
 */
export function wrongBodies(
  keys: readonly string[],
  fields: ReadonlyMap<string, FieldRule>,
  whole: boolean,
  fresh: () => JsonObject,
): WrongBody[] {
  const wrong: WrongBody[] = [];
  const bodyWith = (key: string, value: unknown) => ({ ...fresh(), [key]: value });
  for (const key of keys) {
    const field = fields.get(key);
    // What a record is called is not changed.
    if (!field || field.serverSet || (field.isKey && !whole)) continue;
    if (field.required && whole) {
      const body = fresh();
      delete body[key];
      wrong.push({ what: `without ${key}`, body });
    }
    if (field.required) wrong.push({ what: `with null for ${key}`, body: bodyWith(key, null) });
    for (const [what, value] of wrongValues(field)) {
      wrong.push({ what: `with ${what} for ${key}`, body: bodyWith(key, value) });
    }
  }
  return wrong;
}

/** Values that the field's own words rule out, each with what it is. */
export function wrongValues(field: FieldRule): [what: string, value: unknown][] {
  const values: [string, unknown][] = [];
  const { min, max } = field;
  if (field.references !== null) return [['an id that does not exist', 987_654_321]];
  switch (field.kind) {
    case 'text':
    case 'bytes':
      values.push(['an object', { text: 'x' }]);
      if (field.required) values.push(['an empty text', '']);
      if (max !== null && max <= 40_000) values.push([`${max + 1} characters`, 'x'.repeat(max + 1)]);
      if (min !== null && min > 1) values.push([`${min - 1} characters`, 'x'.repeat(min - 1)]);
      break;
    case 'email':
      values.push(['no address', 'not-an-address']);
      break;
    case 'url':
      values.push(['no address', 'not an address']);
      break;
    case 'integer':
    case 'number':
      values.push(['a word', 'not-a-number'], ['an object', {}]);
      if (max !== null) values.push([`${max + 1}`, max + 1]);
      if (min !== null) values.push([`${min - 1}`, min - 1]);
      else if (field.positive) values.push(['-1', -1]);
      break;
    case 'boolean':
      values.push(['a word', 'perhaps']);
      break;
    case 'date':
    case 'datetime':
      values.push(['no date', 'not-a-date']);
      break;
    case 'choice':
      values.push(['an unknown choice', 'none-of-these']);
      break;
    case 'list':
      values.push(['a number', 7]);
      if (max !== null && max <= 200) {
        const entries = Array.from({ length: max + 1 }, (_, index) => `entry ${index}`);
        values.push([`${max + 1} entries`, entries]);
      }
      if (field.itemMax !== null) values.push(['a long entry', ['x'.repeat(field.itemMax + 1)]]);
      break;
    case 'json':
      break;
  }
  return values;
}
