import { languageFamily, looksLikePath, mayHold, mayHoldPath, unwrapped } from './path-shapes.ts';

/** Longer lines are no captions. It also bounds what the expressions below cost. */
const maxLength = 200;
const comment = /^\s*(?:\{?\/\*+|\/\/+|#|--|<!--|"""|''')[ \t]*(\S.*?)[ \t]*(?:\*\/\}?|-->|"""|''')?\s*$/;
const label = /^(?:file(?:[ _-]?(?:name|path))?|path)\s*[:=]\s*/i;
/** A path, and at most a remark that is set apart. */
const remark = /^(\S+)(?:\s+(?:[-–—(:].*)?)?$/;

/** The path in a comment that is the first line of a block, as in `// src/app.js`. */
export function pathInComment(line: string, language: string): string | null {
  if (line.length > maxLength || !mayHoldPath(line)) return null;
  const text = comment.exec(line)?.[1];
  if (text === undefined) return null;
  // A heading of a text, not a comment.
  if (/^\s*#/.test(line) && ['md', 'js', 'css', 'html'].includes(languageFamily(language) ?? '')) return null;
  const word = remark.exec(text.replace(label, ''))?.[1];
  if (word === undefined) return null;
  const path = unwrapped(word);
  return looksLikePath(path) && mayHold(language, path) ? path : null;
}

/** The path in the line before a block: a heading, a bold line, "File: `src/app.js`", "2. `src/app.js`:". */
export function pathInCaption(line: string, language: string): string | null {
  if (line.length > maxLength || !mayHoldPath(line) || languageFamily(language) === 'shell') return null;
  const text = line.trim();
  if (text === '') return null;
  const path = wholeLine(text) ?? onlyQuoted(text);
  return path !== null && mayHold(language, path) ? path : null;
}

/** Nothing but the path, whatever is around it. */
function wholeLine(text: string): string | null {
  const words = text
    .replace(/^(?:#{1,6}|[-*+>]|\d+[.)])\s+/, '')
    .replace(/^(?:\d+[.)]\s+)/, '')
    .replace(/^[*_=-]{1,4}\s*/, '')
    .replace(/\s*[*_=-]{1,4}\s*:?$/, '')
    .replace(label, '')
    .replace(/^\*\*\s*/, '')
    .split(/\s+/);
  const path = unwrapped(words[0] ?? '');
  const apart = words[1] === undefined || /^[-–—(]/.test(words[1]);
  return apart && looksLikePath(path) ? path : null;
}

/** A heading, a bold line or one with a colon at its end, in which one word is set as code or bold: the path. */
function onlyQuoted(text: string): string | null {
  const announces = /^#{1,6}\s|^\*\*|^\d+[.)]\s/.test(text) || /:[*_]{0,2}$/.test(text);
  const quoted = [...text.matchAll(/`([^`]+)`|\*\*([^*`]+)\*\*/g)].map(([, code, bold]) => code ?? bold!);
  const paths = quoted.map(unwrapped).filter(looksLikePath);
  const codes = (text.match(/`[^`]+`/g) ?? []).length;
  if (announces && paths.length === 1 && codes <= 1) return paths[0]!;
  const [, inBrackets] = /^#{1,6}\s.*\(([^()\s]+)\)\s*:?$/.exec(text) ?? [];
  return inBrackets !== undefined && looksLikePath(inBrackets) ? inBrackets : null;
}
