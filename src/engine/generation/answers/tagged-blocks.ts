import type { Scanning } from './fenced-blocks.ts';
import { looksLikePath } from './path-shapes.ts';

/** A file between tags, as in `<file path="src/app.js">…</file>`. All line numbers are indexes, from 0. */
export interface TaggedBlock {
  kind: 'tag';
  tag: string;
  open: number;
  path: string | null;
  content: string;
  ends: 'closed' | 'next-block' | 'end';
  next: number;
}

const maxLength = 600;
const opening = /^[ \t]*<(file|code_?file|source_?file|boltAction)\b([^<>]*)>(.*)$/i;
const attribute = /\b(?:path|file_?path|file_?name|name|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const pathElement = /^\s*<(path|name|file_?name|file_?path)>\s*([^<>\s]+)\s*<\/\1>[ \t]*\r?\n?/i;
const contentElement = /^\s*<(content|contents|code|body)>\n?/i;

/** Reads the tagged file that opens in a line; null when none does. */
export function readTaggedBlock({ lines, work }: Scanning, open: number): TaggedBlock | null {
  const start = openingTag(lines[open]!);
  if (start === null) return null;
  // Told before the rest is read, which may be long.
  const beginning = [start.rest, ...lines.slice(open + 1, open + 3)].join('\n').slice(0, maxLength);
  if (start.path === null && !pathElement.test(beginning)) return null;
  const closing = `</${start.tag.toLowerCase()}>`;
  const inner = [start.rest];
  const block = (ends: TaggedBlock['ends'], next: number): TaggedBlock | null => {
    const { path, content } = readInner(start.path, inner.join('\n'));
    return path === null ? null : { kind: 'tag', tag: start.tag, open, path, content, ends, next };
  };
  if (endsWith(start.rest, closing)) {
    inner[0] = withoutEnd(start.rest, closing);
    return block('closed', open + 1);
  }
  for (let at = open + 1; at < lines.length; at++) {
    const line = lines[at]!;
    work.characters += line.length + 1;
    if (endsWith(line, closing)) {
      inner.push(withoutEnd(line, closing));
      return block('closed', at + 1);
    }
    const other = openingTag(line);
    if (other !== null && other.path !== null && other.tag === start.tag) return block('next-block', at);
    inner.push(line);
  }
  return block('end', lines.length);
}

function openingTag(line: string): { tag: string; path: string | null; rest: string } | null {
  if (!line.includes('<')) return null;
  const [, tag, attributes, rest] = opening.exec(line.slice(0, maxLength)) ?? [];
  if (tag === undefined || attributes === undefined || rest === undefined) return null;
  const [, double, single, plain] = attribute.exec(attributes) ?? [];
  const path = double ?? single ?? plain ?? null;
  const whole = line.length > maxLength ? rest + line.slice(maxLength) : rest;
  return { tag, path, rest: whole };
}

function readInner(path: string | null, inner: string): { path: string | null; content: string } {
  const [element, , told] = path === null ? (pathElement.exec(inner.slice(0, maxLength)) ?? []) : [];
  let content = element === undefined ? inner : inner.slice(element.length);
  const [start, name] = contentElement.exec(content.slice(0, maxLength)) ?? [];
  const named = path ?? (told !== undefined && looksLikePath(told) ? told : null);
  if (
    start !== undefined &&
    name !== undefined &&
    (element !== undefined || endsWith(content, `</${name}>`))
  ) {
    content = content.slice(start.length);
    if (endsWith(content, `</${name}>`)) content = withoutEnd(content, `</${name}>`);
  }
  const plain = content.trimStart();
  if (plain.startsWith('<![CDATA[')) content = plain.slice('<![CDATA['.length).replace(/\]\]>\s*$/, '');
  return { path: named, content: content.replace(/^[ \t]*\r?\n/, '') };
}

const endsWith = (line: string, end: string) => line.trimEnd().toLowerCase().endsWith(end.toLowerCase());
const withoutEnd = (line: string, end: string) => line.trimEnd().slice(0, -end.length);
