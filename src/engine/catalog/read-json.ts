import { readFile } from 'node:fs/promises';
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import type { InputProblem } from '../domain/errors.ts';

/**
 * Reads a JSON file (RFC 8259: no comments) that must be what the schema says.
 * @throws InputError with every problem at its line and column
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw InputError.of(file, `cannot be read: ${(error as Error).message}`);
  }
  const problemAt = (offset: number, message: string): InputProblem => {
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    return { file, line: before.length, column: before.at(-1)!.length + 1, message };
  };

  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  if (!tree || errors.length > 0) {
    const [first] = errors;
    const message = first ? printParseErrorCode(first.error) : 'the file is empty';
    throw new InputError([problemAt(first?.offset ?? 0, `not valid JSON: ${message}`)]);
  }
  const parsed = schema.safeParse(getNodeValue(tree));
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.map((issue) => {
      const path = issue.path.map(String).join('.');
      return problemAt(offsetOf(tree, issue.path), path ? `"${path}": ${issue.message}` : issue.message);
    }),
  );
}

/** Of the value at the path, or of the nearest one around it that is there. */
function offsetOf(tree: Node, path: readonly PropertyKey[]): number {
  const segments = path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  for (let length = segments.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, segments.slice(0, length));
    if (node) return node.offset;
  }
  return tree.offset;
}
