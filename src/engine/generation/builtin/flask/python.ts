/**
 * Text of a template on its way into Python. Nothing else carries a template's words into a Python file, so that
 * no word of a template can become code.
 */

/** A Python expression for a JSON value. */
export function py(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : 'None';
  if (typeof value === 'string') return pyText(value);
  if (Array.isArray(value)) return `[${value.map(py).join(', ')}]`;
  return pyDict(Object.entries(value).map(([key, inner]) => [key, py(inner)]));
}

/** A dictionary of expressions. */
export function pyDict(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${pyText(key)}: ${value}`).join(', ')}}`;
}

/** A tuple of expressions. */
export function pyTuple(values: readonly string[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
}

/** Whole numbers of JavaScript are written without a fraction, however large. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** A literal of printable ASCII; everything else is an escape in it. */
function pyText(text: string): string {
  let literal = '';
  for (const character of text.toWellFormed()) literal += escaped(character);
  return `"${literal}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (character === '"' || character === '\\') return `\\${character}`;
  if (code >= 0x20 && code < 0x7f) return character;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Words that cannot name a variable, and those that the emitted code uses itself. */
export const pythonNames = (
  'False None True and as assert async await break class continue def del elif else except finally for from global ' +
  'if import in is lambda match nonlocal not or pass raise return try type while with yield account accounts api ' +
  'before count fits float group known item items jsonify parent redirect request row rows sent sessions str sums ' +
  'token values wanted self'
).split(' ');
