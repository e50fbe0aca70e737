import { visit } from 'jsonc-parser';
import type { JsonDocument } from '../domain/json-document.ts';
import type { InputProblem } from '../domain/errors.ts';

/**
 * What reading a JSON text would lose without a word: the first of two fields of one name, a field that JavaScript keeps
 * for itself, a number beyond all numbers, the last digits of a long whole one.
 */
export function lossyJson({ file, text, value }: JsonDocument): InputProblem[] {
  if (isWhole(text, value)) return [];
  const problems: InputProblem[] = [];
  const names: Set<string>[] = [];
  const at = (line: number, column: number, message: string) =>
    problems.push({ file, line: line + 1, column: column + 1, message });
  visit(text, {
    onObjectBegin: () => void names.push(new Set()),
    onObjectEnd: () => void names.pop(),
    onObjectProperty: (name, _offset, _length, line, column) => {
      const known = names.at(-1)!;
      if (known.has(name)) at(line, column, `the field ${JSON.stringify(name)} is there twice`);
      if (name === '__proto__') at(line, column, 'no field can be called "__proto__"');
      known.add(name);
    },
    onLiteralValue: (value: unknown, offset, length, line, column) => {
      if (typeof value !== 'number') return;
      const digits = text.slice(offset, offset + length);
      if (!Number.isFinite(value)) at(line, column, 'the number is too large');
      else if (/^-?\d+$/.test(digits) && !isKept(digits, value))
        at(line, column, 'the number has more digits than are kept');
    },
  });
  return problems;
}

/** Whether a whole number is written the same again, or is exactly that. */
function isKept(digits: string, value: number): boolean {
  return String(value) === digits || BigInt(digits) === BigInt(value);
}

/**
 * Surely nothing was lost: as many fields were read as there are colons after closing quotes, of which each field has
 * one. Words that look like a field are no proof of the contrary; a look at the whole text, many times slower, is.
 */
function isWhole(text: string, value: unknown): boolean {
  const read = fieldsIn(value);
  return read !== null && read === (text.match(/"\s*:/g)?.length ?? 0);
}

/** null: one of them cannot be kept. */
function fieldsIn(value: unknown): number | null {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 0 : null;
  if (typeof value !== 'object' || value === null) return 0;
  if (Object.hasOwn(value, '__proto__')) return null;
  let fields = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const part of Object.values(value)) {
    const inside = fieldsIn(part);
    if (inside === null) return null;
    fields += inside;
  }
  return fields;
}
