import { findNodeAtLocation, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseErrorCode } from 'jsonc-parser';

/** The node at the path; for a property that is there its key, for one that is missing its parent. */
export function nodeAt(tree: Node, path: readonly PropertyKey[]): Node | undefined {
  const segments = path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  for (let length = segments.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, segments.slice(0, length));
    if (!node) continue;
    const isKeyed = typeof segments[length - 1] === 'string' && node.parent?.type === 'property';
    return isKeyed ? node.parent?.children?.[0] : node;
  }
  return undefined;
}

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** What is wrong with the JSON there, for people. */
export function parseErrorWords(code: ParseErrorCode): string {
  const words = printParseErrorCode(code)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return `not valid JSON: ${words}`;
}
