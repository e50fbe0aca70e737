import { parseTree } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import { InputError } from './errors.ts';
import type { InputProblem } from './errors.ts';
import { nodeAt, parseErrorWords, placeOf } from './json-place.ts';

/** Beyond these nobody's data goes, and reading them would cost memory and stack. */
const maxCharacters = 64 * 1024 * 1024;
const maxDepth = 100;
const shownProblems = 20;

const [quote, backslash] = [0x22, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A JSON text from outside, read. */
export interface JsonDocument {
  /** Its name, for messages. */
  file: string;
  text: string;
  value: unknown;
}

/**
 * Reads strict JSON.
 * @throws InputError at the line and column where it is none, or when it is too large or too deep
 */
export function readJsonDocument(file: string, source: string): JsonDocument {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  if (text.trim() === '') throw problemsAt(file, text, [[0, 'not valid JSON: the file is empty']]);
  if (text.length > maxCharacters) throw InputError.of(file, 'is larger than 64 MB; that is no record');
  const deep = tooDeep(text);
  if (deep !== null) throw problemsAt(file, text, [[deep, `is nested more than ${maxDepth} levels deep`]]);
  try {
    return { file, text, value: JSON.parse(text) as unknown };
  } catch {
    const errors: ParseError[] = [];
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    const [first] = errors;
    const at = first?.offset ?? 0;
    throw problemsAt(file, text, [[at, first ? parseErrorWords(first.error) : 'not valid JSON']]);
  }
}

/** The offset at which brackets nest too deep; null: nowhere. */
function tooDeep(text: string): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (quoted) {
      if (character === backslash) at++;
      else if (character === quote) quoted = false;
    } else if (character === quote) quoted = true;
    else if (character === openBracket || character === openBrace) {
      if (++depth > maxDepth) return at;
    } else if (character === closeBracket || character === closeBrace) depth--;
  }
  return null;
}

function problemsAt(file: string, text: string, found: readonly (readonly [number, string])[]): InputError {
  return new InputError(
    found.map(([offset, message]): InputProblem => ({ file, ...placeOf(text, offset), message })),
  );
}

/** What a schema found wrong with a part of the document, each at its place, with its JSON path. */
export function schemaProblems(
  document: JsonDocument,
  base: readonly PropertyKey[],
  error: z.ZodError,
): InputError {
  const tree = parseTree(document.text, [], { disallowComments: true });
  const found = error.issues.slice(0, shownProblems).map((issue): [number, string] => {
    const path = [...base, ...issue.path];
    const offset = (tree && nodeAt(tree, path)?.offset) ?? 0;
    return [offset, `${jsonPath(path)}: ${issue.message.replace(/^Invalid input: /, '')}`];
  });
  const more = error.issues.length - found.length;
  if (more > 0) found.push([0, `and ${more} more problems`]);
  return problemsAt(document.file, document.text, found);
}

/** As in `$.progress.analysis.task_ids[2]`. */
export function jsonPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    const name = String(part);
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return `$${parts.join('')}`;
}
