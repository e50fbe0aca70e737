import { visit } from 'jsonc-parser';
import type { JsonDocument } from '../domain/json-document.ts';
import type { InputProblem } from '../domain/errors.ts';

/**
 * What reading a JSON text would lose without a word: the first of two fields of one name, a field that JavaScript keeps
 * for itself, a number beyond all numbers.
 */
export function lossyJson({ file, text }: JsonDocument): InputProblem[] {
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
    onLiteralValue: (value: unknown, _offset, _length, line, column) => {
      if (typeof value === 'number' && !Number.isFinite(value)) at(line, column, 'the number is too large');
    },
  });
  return problems;
}
