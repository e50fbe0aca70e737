import { isDeepStrictEqual } from 'node:util';
import { isIdentifier } from './json-shape.ts';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record in an answer: the answer itself, or what it wraps, as in `{"data": {"id": 1, …}}`. */
export function recordIn(answer: unknown): JsonObject | null {
  if (!isObject(answer)) return null;
  if (idOf(answer) !== null) return answer;
  const inner = Object.values(answer).filter(isObject);
  return inner.find((value) => idOf(value) !== null) ?? (inner.length === 1 ? inner[0]! : answer);
}

/** The records in an answer: itself when it is a list, else the first list in it; null: there is no list. */
export function recordsIn(answer: unknown): JsonObject[] | null {
  if (Array.isArray(answer)) return answer.filter(isObject);
  if (!isObject(answer)) return null;
  for (const value of Object.values(answer)) {
    if (Array.isArray(value)) return value.filter(isObject);
  }
  for (const value of Object.values(answer)) {
    const inner = isObject(value) ? recordsIn(value) : null;
    if (inner) return inner;
  }
  return null;
}

/** What names a record in addresses. */
export function idOf(record: JsonObject): string | null {
  for (const key of ['id', '_id', 'uuid', 'slug', 'code']) {
    const value = asText(record[key]);
    if (value !== null) return value;
  }
  return null;
}

/** A value as it stands in an address; null for what cannot stand there. */
export function asText(value: unknown): string | null {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null;
}

/** The record of a list that was created: by its id, or, where lists show none, by what was sent. */
export function findRecord(
  records: readonly JsonObject[],
  id: string | null,
  sent: JsonObject,
): JsonObject | null {
  return (
    records.find((record) => {
      const own = idOf(record);
      if (own !== null && id !== null) return own === id;
      return Object.entries(sent).some(([key, value]) => isDeepStrictEqual(record[key], value));
    }) ?? null
  );
}

/**
 * Where a record says something else than it should. Keys that the record lacks are the shape's business.
 * @returns one sentence, or null
 */
export function valueDifference(expected: JsonObject, record: JsonObject): string | null {
  for (const [key, value] of Object.entries(expected)) {
    if (!Object.hasOwn(record, key) || isDeepStrictEqual(record[key], value)) continue;
    return `${key} is ${short(record[key])} where ${short(value)} is expected`;
  }
  return null;
}

/**
 * What a record must say after a request: what was sent, as far as the template's own example answer says
 * it unchanged (an app may well answer a password with nothing, or an address in another form).
 */
export function expectedValues(sent: unknown, exampleAnswer: unknown): JsonObject {
  const example = recordIn(exampleAnswer);
  if (!isObject(sent)) return {};
  return Object.fromEntries(
    Object.entries(sent).filter(
      ([key, value]) =>
        !isIdentifier(key) &&
        (example === null || !Object.hasOwn(example, key) || isDeepStrictEqual(example[key], value)),
    ),
  );
}

/** Flags and counters that an action's example shows changed, against the example of a fresh record. */
export function expectedChanges(freshExample: unknown, changedExample: unknown): JsonObject {
  const fresh = recordIn(freshExample);
  const changed = recordIn(changedExample);
  if (!fresh || !changed) return {};
  return Object.fromEntries(
    Object.entries(changed).filter(
      ([key, value]) =>
        !isIdentifier(key) &&
        (typeof value === 'boolean' || typeof value === 'number') &&
        typeof fresh[key] === typeof value &&
        fresh[key] !== value,
    ),
  );
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
