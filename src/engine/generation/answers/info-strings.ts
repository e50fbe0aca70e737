import { looksLikePath, unwrapped } from './path-shapes.ts';

/** What stands behind the backticks that open a block. */
export interface InfoString {
  /** As in `js`; empty: none. */
  language: string;
  path: string | null;
  /** The path is told as docs/answer-format.md has it. */
  standard: boolean;
}

const maxLength = 500;
const standardForm = /^[ \t]*(?:([A-Za-z0-9+#._-]+)[ \t]+)?path=([^\s"'`]+)[ \t]*$/;
const attribute =
  /(?:^|[\s{,(])(path|file|file_?name|file_?path|title|name)[ \t]*[=:][ \t]*(?:"([^"]*)"|'([^']*)'|([^\s"'{}]+))/gi;
const languageWord = /^[A-Za-z0-9+#._-]+$/;

/** Reads the info string of a fence: language and, in each of the ways that models tell it, the file's path. */
export function readInfo(info: string): InfoString {
  const standard = standardForm.exec(info);
  if (standard) return { language: standard[1] ?? '', path: standard[2]!, standard: true };
  if (info.length > maxLength) return { language: '', path: null, standard: false };
  const only = info.trim();
  if (/^[A-Za-z0-9+#-]*$/.test(only)) return { language: only, path: null, standard: false };
  const words = info.trim().split(/\s+/);
  const first = words[0] ?? '';
  const language = /^[A-Za-z0-9+#_-]+(?=[:|])/.exec(first)?.[0] ?? first;
  const known = languageWord.test(language) && !looksLikePath(language) ? language : '';
  return { language: known, path: attributePath(info) ?? wordPath(words), standard: false };
}

function attributePath(info: string): string | null {
  for (const [, name, double, single, plain] of info.matchAll(attribute)) {
    const value = (double ?? single ?? plain ?? '').trim();
    // A title may be words; a path that is odd is a path all the same, and is refused as one.
    if (!/^(?:title|name)$/i.test(name!) || looksLikePath(value)) return value;
  }
  return null;
}

/** `src/app.js`, `js src/app.js`, `js:src/app.js`, `js (src/app.js)`, `js // src/app.js`. */
function wordPath(words: readonly string[]): string | null {
  for (const word of words) {
    const plain = unwrapped(word);
    if (/^[A-Za-z]:[\\/]/.test(plain) && looksLikePath(plain)) return plain;
    const path = plain.replace(/^[A-Za-z0-9+#_-]+[:|]/, '');
    if (looksLikePath(path)) return path;
  }
  return null;
}
