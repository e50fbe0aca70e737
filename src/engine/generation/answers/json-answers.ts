import { parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import type { FoundFile, FoundFiles, ReadOptions, Work } from './answer-reading.ts';
import { readJsonPrefix } from './json-prefix.ts';
import { looksLikePath } from './path-shapes.ts';

const pathKeys = ['path', 'file', 'filename', 'fileName', 'file_path', 'filePath', 'name'];
const contentKeys = ['content', 'contents', 'code', 'source', 'body', 'text'];
const listKeys = ['files', 'app', 'project', 'output', 'result', 'answer'];

/**
 * Reads an answer in JSON: `{"files": [{"path", "content"}]}`, `{"files": {path: content}}`, a list of files, or
 * `{path: content}`. What follows the value is ignored.
 * @param from where in the text the value begins
 * @param line the line of that, from 1
 * @returns null when it is JSON of another kind
 */
export function readJsonAnswer(
  text: string,
  from: number,
  line: number,
  { finishReason, work }: { finishReason: ReadOptions['finishReason']; work: Work },
): FoundFiles | null {
  const prefix = readJsonPrefix(text, from, work);
  if (prefix === null) return null;
  const errors: { error: number }[] = [];
  const tree = parseTree(prefix.json, errors as never, { allowTrailingComma: false });
  work.characters += prefix.json.length;
  const entries = tree === undefined ? null : findEntries(tree);
  // Other data has names and texts as well.
  const isOfFiles = entries?.some(
    ({ path }) => looksLikePath(String(path.value)) || /[/\\]/.test(String(path.value)),
  );
  if (entries === null || (entries.length > 0 && !isOfFiles)) return null;
  const places = new Places(prefix.json, line);
  const files: FoundFile[] = [];
  let cutIn: { path: string; line: number } | null = null;
  for (const { path, content } of entries) {
    const at = places.lineOf(path.offset);
    const end = content.offset + content.length;
    if (prefix.open === 'string' && end >= prefix.json.length && content.type === 'string') {
      cutIn = { path: String(path.value), line: at };
    } else {
      files.push({ path: String(path.value), content: contentOf(content), line: at });
    }
  }
  if (entries.length === 0 && prefix.open === null) return null;
  const detail = (kind: 'json' | 'json-repaired', what: string) => ({ kind, line, path: null, detail: what });
  const notes = [detail('json', `${files.length} files as JSON`)];
  const whole =
    prefix.open === null || (prefix.open === 'value' && finishReason === 'stop' && files.length > 0);
  if (prefix.escaped) notes.push(detail('json-repaired', 'line ends inside of strings'));
  else if (prefix.open === null && errors.length > 0)
    notes.push(detail('json-repaired', 'commas or comments'));
  else if (whole && prefix.open !== null)
    notes.push(detail('json-repaired', 'closing brackets were missing'));
  return {
    files,
    notes,
    truncated: whole
      ? null
      : { path: cutIn?.path ?? null, reason: 'open-block', within: 'json', line: cutIn?.line ?? line },
  };
}

interface Entry {
  path: Node;
  content: Node;
}

/** @returns null when this is not the JSON of files */
function findEntries(node: Node): Entry[] | null {
  if (node.type === 'array') {
    const entries = (node.children ?? []).map(entryOf);
    const found = entries.filter((entry) => entry !== null);
    return found.length > 0 || (node.children ?? []).length === 0 ? found : null;
  }
  if (node.type !== 'object') return null;
  for (const key of listKeys) {
    const value = valueOf(node, key);
    if (value?.type === 'array' || value?.type === 'object') return findEntries(value);
  }
  const single = entryOf(node);
  if (single !== null) return [single];
  const entries: Entry[] = [];
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined || !looksLikePath(String(key.value))) continue;
    if (isContent(value)) entries.push({ path: key, content: value });
    const inner = value.type === 'object' ? child(value, contentKeys) : null;
    if (inner !== null && isContent(inner)) entries.push({ path: key, content: inner });
  }
  return entries.length > 0 ? entries : null;
}

function entryOf(node: Node): Entry | null {
  if (node.type !== 'object') return null;
  const path = child(node, pathKeys);
  const content = child(node, contentKeys);
  if (path?.type !== 'string' || content === null || !isContent(content)) return null;
  return { path, content };
}

function child(node: Node, keys: readonly string[]): Node | null {
  for (const key of keys) {
    const value = valueOf(node, key);
    if (value !== undefined) return value;
  }
  return null;
}

function valueOf(node: Node, key: string): Node | undefined {
  return node.children?.find((property) => property.children?.[0]?.value === key)?.children?.[1];
}

/** Text, or its lines as a list. */
function isContent(node: Node): boolean {
  if (node.type === 'string') return true;
  return node.type === 'array' && (node.children ?? []).every((line) => line.type === 'string');
}

function contentOf(node: Node): string {
  const text =
    node.type === 'string'
      ? String(node.value)
      : (node.children ?? []).map((line) => `${String(line.value)}\n`).join('');
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Line numbers of offsets that only grow. Line ends that had to be escaped are not counted. */
class Places {
  readonly #json: string;
  #at = 0;
  #line: number;

  constructor(json: string, line: number) {
    this.#json = json;
    this.#line = line;
  }

  lineOf(offset: number): number {
    for (; this.#at < offset; this.#at++) if (this.#json.charCodeAt(this.#at) === 10) this.#line++;
    return this.#line;
  }
}
