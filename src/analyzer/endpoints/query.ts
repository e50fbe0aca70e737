import { asText } from './items.ts';
import type { JsonObject } from './items.ts';
import { isObject } from './items.ts';
import type { FieldRule } from './fields.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRecord } from './records.ts';

export const pageKeys = ['page', 'offset'] as const;
export const limitKeys = ['limit', 'per_page'] as const;
export const searchKeys = ['q', 'search'] as const;
const fixedKeys: readonly string[] = [...pageKeys, ...limitKeys, ...searchKeys, 'sort', 'order', 'since'];

/** The keys of an endpoint's query, as its example has them. */
export function queryOf({ endpoint }: PlannedEndpoint): JsonObject {
  return isObject(endpoint.request) ? endpoint.request : {};
}

/** The field by which a key of the query filters: of that name, or the list of which it is one (`tag`). */
export function filterField(key: string, { entity }: PlannedEndpoint): FieldRule | null {
  if (entity === null || fixedKeys.includes(key)) return null;
  const many = entity.fields.get(`${key}s`);
  return entity.fields.get(key) ?? (many?.kind === 'list' ? many : null);
}

/** Whether the query says something whose meaning is not known, as `min_price`. */
export function isSelective(planned: PlannedEndpoint): boolean {
  return Object.keys(queryOf(planned)).some(
    (key) => !fixedKeys.includes(key) && filterField(key, planned) === null,
  );
}

/** The example's query, so that it finds the record. */
export function queryFor(planned: PlannedEndpoint, record: TestRecord | null): JsonObject {
  return Object.fromEntries(
    Object.entries(queryOf(planned)).map(([key, value]) => {
      if (key === 'page') return [key, 1];
      if (key === 'offset') return [key, 0];
      if (key === 'since') return [key, '2000-01-01T00:00:00.000Z'];
      if (record === null) return [key, value];
      if (isSearch(key)) return [key, searchWord(record) ?? value];
      const field = filterField(key, planned);
      return [key, (field && filterValue(record, field)) ?? value];
    }),
  );
}

export function isSearch(key: string): boolean {
  return (searchKeys as readonly string[]).includes(key);
}

/** A word of the record's that no other record has; null: its texts could not be chosen. */
export function searchWord({ word, values }: TestRecord): string | null {
  const texts = Object.values(values).filter((value) => typeof value === 'string');
  return word !== '' && texts.some((text) => text.toLowerCase().includes(word)) ? word : null;
}

/** What to filter by so that the record is found; null: it has nothing to be found by. */
export function filterValue({ values }: TestRecord, field: FieldRule): string | null {
  const value = values[field.key];
  if (typeof value === 'boolean') return String(value);
  return asText(Array.isArray(value) ? value[0] : value);
}

/** Like `filterValue`, so that the record is not found; null: there is no such value. */
export function otherValue(record: TestRecord, field: FieldRule): string | null {
  const value = filterValue(record, field);
  if (field.references !== null) return '987654321';
  switch (field.kind) {
    case 'boolean':
      return value === 'true' ? 'false' : 'true';
    case 'choice':
      return field.choices.find((choice) => choice !== value) ?? null;
    case 'integer':
    case 'number':
      return String(field.max ?? 987_654);
    case 'date':
      return '1999-01-01';
    case 'datetime':
      return '1999-01-01T00:00:00.000Z';
    case 'email':
      return 'nobody@nowhere.example';
    case 'url':
      return 'https://nowhere.example/';
    case 'text':
    case 'list':
      return 'zzqxnothing';
    case 'bytes':
    case 'json':
      return null;
  }
}

export function withQuery(path: string, query: JsonObject): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) parameters.set(key, String(value));
  return parameters.size > 0 ? `${path}?${parameters.toString()}` : path;
}
