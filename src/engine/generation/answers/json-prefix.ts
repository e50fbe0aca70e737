import type { Work } from './answer-reading.ts';

/** A JSON value at the beginning of a text, as far as it goes. */
export interface JsonPrefix {
  /** What can be parsed: line ends and tabs inside of strings, which models write, are escaped. */
  json: string;
  /** Where the value ends in the text; the end of the text when it is cut off. */
  end: number;
  /** It does not end: in a string, or elsewhere. */
  open: 'string' | 'value' | null;
  /** Characters were escaped. */
  escaped: boolean;
}

const maxDepth = 12;

/**
 * Finds the object or array that a text begins with, and what of it there is.
 * @returns null when it is nested deeper than any answer is
 */
export function readJsonPrefix(text: string, from: number, work: Work): JsonPrefix | null {
  const token = /["{}[\]]/g;
  token.lastIndex = from;
  const parts: string[] = [];
  let copied = from;
  let depth = 0;
  let escaped = false;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '"') {
      const end = stringEnd(text, match.index);
      const literal = text.slice(match.index, end);
      const plain = escapeControls(literal);
      if (plain !== literal) {
        escaped = true;
        parts.push(text.slice(copied, match.index), plain);
        copied = end;
      }
      work.characters += literal.length;
      if (end === text.length && !closes(literal)) return finish(text.length, 'string');
      token.lastIndex = end;
    } else if (match[0] === '{' || match[0] === '[') {
      if (++depth > maxDepth) return null;
    } else if (--depth <= 0) {
      return finish(match.index + 1, null);
    }
  }
  return finish(text.length, 'value');

  function finish(end: number, open: JsonPrefix['open']): JsonPrefix {
    work.characters += end - from;
    parts.push(text.slice(copied, end));
    return { json: parts.join(''), end, open, escaped };
  }
}

/** After the closing quote, or the end of the text. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '"') return at + 1;
  }
  return text.length;
}

function closes(literal: string): boolean {
  if (literal.length < 2 || !literal.endsWith('"')) return false;
  let slashes = 0;
  while (literal[literal.length - 2 - slashes] === '\\') slashes++;
  return slashes % 2 === 0;
}

function escapeControls(literal: string): string {
  // eslint-disable-next-line no-control-regex
  return literal.replace(/[\u0000-\u001f]/g, (character) => JSON.stringify(character).slice(1, -1));
}
