import { isDeepStrictEqual } from 'node:util';

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
      const entries = Object.entries(sent).filter(
        ([, value]) => typeof value === 'string' && value.length > 3,
      );
      return entries.length > 0 && entries.every(([key, value]) => isSameValue(value, record[key]));
    }) ?? null
  );
}

/**
 * Where a record says something else than it should. Keys that the record lacks are the shape's business.
 * @returns one sentence, or null
 */
export function valueDifference(expected: JsonObject, record: JsonObject): string | null {
  for (const [key, value] of Object.entries(expected)) {
    if (!Object.hasOwn(record, key) || isSameValue(value, record[key])) continue;
    return `${key} is ${short(record[key])} where ${short(value)} is expected`;
  }
  return null;
}

/**
 * What a record must say after a request: what was sent, as far as the template's own examples say it
 * unchanged (an app may well answer a password with nothing, or an address in another form).
 */
export function expectedValues(sent: unknown, exampleRequest: unknown, exampleAnswer: unknown): JsonObject {
  const example = recordIn(exampleAnswer);
  if (!isObject(sent) || !isObject(exampleRequest)) return {};
  const isUnchanged = (key: string) =>
    example === null || !Object.hasOwn(example, key) || isSameValue(exampleRequest[key], example[key]);
  // The one record that an example shows may belong to another one than the example that was sent.
  const isShown = (key: string) => isUnchanged(key) || isReference(key);
  return Object.fromEntries(Object.entries(sent).filter(([key]) => isShown(key)));
}

/** Equal, but for what is an app's choice: ids as text or numbers, the form of a time, the case of an address. */
export function isSameValue(expected: unknown, found: unknown): boolean {
  if (isDeepStrictEqual(expected, found)) return true;
  if (isScalar(expected) && isScalar(found)) {
    const [a, b] = [String(expected), String(found)];
    if (typeof expected !== typeof found) return a === b && !/[.e]/i.test(a) && /^\d+$/.test(a);
    const isTime = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text);
    if (isTime(a) && isTime(b)) return Date.parse(a) === Date.parse(b);
    return a.includes('@') && a.toLowerCase() === b.toLowerCase();
  }
  if (!Array.isArray(expected) || !Array.isArray(found) || expected.length !== found.length) return false;
  return expected.every((value) => found.some((other) => isDeepStrictEqual(value, other)));
}

function isReference(key: string): boolean {
  return /_id$|[a-z]Id$/.test(key);
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

export function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
