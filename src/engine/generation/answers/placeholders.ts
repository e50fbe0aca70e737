import type { Placeholder, Work } from './answer-reading.ts';
import { scanCode } from './code-scan.ts';
import { isPlaceholder } from './placeholder-phrases.ts';

/** A line that is no code of any language: words between ellipses, as in `... rest of the routes ...`. */
const bareLine = /^[ \t]*(?:\[[ \t]*)?(?:\.{3,}|…)(?:[ \t]+\S.*|[ \t]*\(.*)$/gm;

/** Finds the places of a file where words stand for code: in its comments, and in lines that are no code. */
export function findPlaceholders(path: string, text: string, work: Work): Placeholder[] {
  const scan = scanCode(path, text);
  work.characters += text.length;
  if (scan === null) return [];
  const found: { at: number; text: string }[] = [];
  for (const comment of scan.comments) {
    let at = comment.at;
    const lines = comment.text.split('\n');
    for (const line of lines) {
      // An ellipsis alone, inside a longer comment, is prose.
      const isProse = lines.length > 1 && /^[\s*]*(?:\.{3}|…)\s*$/.test(line.slice(0, 80));
      if (!isProse && isPlaceholder(line)) found.push({ at, text: line.trim() });
      at += line.length + 1;
    }
  }
  for (const match of text.matchAll(bareLine)) {
    if (isPlaceholder(match[0])) found.push({ at: match.index, text: match[0].trim() });
  }
  return placed(path, text, found);
}

function placed(path: string, text: string, found: { at: number; text: string }[]): Placeholder[] {
  const sorted = found.sort((a, b) => a.at - b.at);
  const placeholders: Placeholder[] = [];
  let line = 1;
  let counted = 0;
  for (const { at, text: words } of sorted) {
    for (; counted < at; counted++) if (text.charCodeAt(counted) === 10) line++;
    if (placeholders.at(-1)?.line !== line) placeholders.push({ path, line, text: words.slice(0, 200) });
  }
  return placeholders;
}
