import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { Edit, Node } from 'jsonc-parser';

const parseOptions = { allowTrailingComma: true, disallowComments: false };

/** The models that a pipeline file names; null: it cannot be told where they would stand. */
export function modelsIn(text: string): string[] | null {
  const root = parseTree(text, [], parseOptions);
  if (root?.type !== 'object') return null;
  return elementsOf(root).map(({ value }) => String(value));
}

/**
 * The file with these models instead. Comments, order and line breaks of what stays are kept; what is new comes last.
 * @throws Error when the text is no JSON object
 */
export function withModels(text: string, chosen: readonly string[]): string {
  const root = parseTree(text, [], parseOptions);
  if (root?.type !== 'object') throw new Error('The file is no JSON object.');
  const array = findNodeAtLocation(root, ['models']);
  const elements = elementsOf(root);
  const kept = elements.filter(({ value }) => chosen.includes(String(value)));
  if (!array || kept.length === 0) return withNewArray(text, array, chosen);
  const added = chosen.filter((model) => !elements.some(({ value }) => value === model));
  const edits = [...removals(elements, kept), ...insertions(text, array, kept.at(-1)!, elements, added)];
  return applyEdits(text, edits);
}

function elementsOf(root: Node): Node[] {
  const array = findNodeAtLocation(root, ['models']);
  return array?.type === 'array' ? (array.children ?? []) : [];
}

const endOf = ({ offset, length }: Node): number => offset + length;

function withNewArray(text: string, array: Node | undefined, chosen: readonly string[]): string {
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  const formattingOptions = { insertSpaces: !indent.includes('\t'), tabSize: indent.length };
  if (!array) return applyEdits(text, modify(text, ['models'], [...chosen], { formattingOptions }));
  const quoted = chosen.map((model) => JSON.stringify(model));
  const old = text.slice(array.offset, endOf(array));
  const list = old.includes('\n')
    ? `[\n${quoted.map((model) => `${indent}${indent}${model}`).join(',\n')}\n${indent}]`
    : `[${quoted.join(', ')}]`;
  return text.slice(0, array.offset) + list + text.slice(endOf(array));
}

/** One by one up to the last that stays, and all behind it with the comma before them. */
function removals(elements: readonly Node[], kept: readonly Node[]): Edit[] {
  const last = elements.indexOf(kept.at(-1)!);
  const edits: Edit[] = [];
  for (const [index, element] of elements.entries()) {
    if (index >= last || kept.includes(element)) continue;
    const { offset } = element;
    edits.push({ offset, length: elements[index + 1]!.offset - offset, content: '' });
  }
  if (last < elements.length - 1) {
    const offset = endOf(elements[last]!);
    edits.push({ offset, length: endOf(elements.at(-1)!) - offset, content: '' });
  }
  return edits;
}

function insertions(
  text: string,
  array: Node,
  last: Node,
  elements: readonly Node[],
  added: readonly string[],
): Edit[] {
  if (added.length === 0) return [];
  const quoted = added.map((model) => JSON.stringify(model));
  const isLast = last === elements.at(-1);
  const end = isLast ? endOf(last) : endOf(elements.at(-1)!);
  const lineStart = text.lastIndexOf('\n', elements[0]!.offset) + 1;
  const onLinesOfTheirOwn = lineStart > array.offset;
  const at = (offset: number, content: string): Edit => ({ offset, length: 0, content });
  if (!onLinesOfTheirOwn) return [at(end, quoted.map((model) => `, ${model}`).join(''))];
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const lines = quoted.map((model) => `\n${indent}${model}`);
  const lineEnd = text.indexOf('\n', end);
  // On the line of the closing bracket there is no room for a comment.
  if (lineEnd < 0 || lineEnd > endOf(array)) return [at(end, lines.map((line) => `,${line}`).join(''))];
  // What is said behind the last one on its line is said of that one.
  const hasComma = /^\s*(?:\/\*.*?\*\/\s*)?,/.test(text.slice(end, lineEnd));
  const lineBreakAt = text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  return [...(hasComma ? [] : [at(end, ',')]), at(lineBreakAt, `${lines.join(',')}${hasComma ? ',' : ''}`)];
}
