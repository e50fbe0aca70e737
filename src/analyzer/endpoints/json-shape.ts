const maxElements = 50;

/**
 * Whether a value has the shape of an example: the same types and at least its keys, arrays element by
 * element. More keys are fine. Where the example is null anything is.
 * @param mayBeNull whether a key's value may be null where the example shows one
 * @returns the first difference, as in `$.items[0].price is a string where a number is expected`; null: none
 */
export function shapeDifference(
  example: unknown,
  actual: unknown,
  mayBeNull: (key: string) => boolean = () => false,
  place = '$',
): string | null {
  if (example === null) return null;
  const expected = typeOf(example);
  const found = typeOf(actual);
  if (found !== expected) {
    if (found === 'null' && mayBeNull(place.split('.').at(-1)!)) return null;
    if (isIdentifier(place) && isScalar(example) && isScalar(actual)) return null;
    return `${place} is ${found === 'undefined' ? 'missing' : article(found)} where ${article(expected)} is expected`;
  }
  if (Array.isArray(example)) {
    if (example.length === 0) return null;
    for (const [index, element] of (actual as unknown[]).slice(0, maxElements).entries()) {
      const difference = shapeDifference(example[0], element, mayBeNull, `${place}[${index}]`);
      if (difference !== null) return difference;
    }
    return null;
  }
  if (expected !== 'object') return null;
  for (const [key, value] of Object.entries(example as Record<string, unknown>)) {
    const present = Object.hasOwn(actual as object, key);
    if (!present) return `${place}.${key} is missing`;
    const inner = (actual as Record<string, unknown>)[key];
    const difference = shapeDifference(value, inner, mayBeNull, `${place}.${key}`);
    if (difference !== null) return difference;
  }
  return null;
}

/** Whether ids are numbers or text is the app's choice. */
export function isIdentifier(name: string): boolean {
  return /(^|\.|_)_?id$|[a-z]Id$/.test(name);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(type: string): string {
  if (type === 'null') return type;
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
