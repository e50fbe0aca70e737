import { isScript } from './repair-rule.ts';
import type { FixedFile, RepairRule } from './repair-rule.ts';
import { parseScript } from './script-tree.ts';

const characters: Record<string, string> = {
  ...{ '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&apos;': "'" },
  ...{
    '&#39;': "'",
    '&#x27;': "'",
    '&#34;': '"',
    '&#x22;': '"',
    '&#x2F;': '/',
    '&#47;': '/',
    '&#96;': '`',
    '&#x60;': '`',
  },
};
const entity = /&(?:lt|gt|amp|quot|apos|#39|#x27|#34|#x22|#x2F|#47|#96|#x60);/gi;

/** Code that went through an HTML encoder as a whole. Entities that belong where they are prove that it did not. */
export const htmlEntitiesRule: RepairRule = {
  name: 'html-entities',
  description: 'Code that is written in HTML entities as a whole is decoded.',
  fix(path, text) {
    if (!/&(?:lt|gt|amp|quot|apos|#)/i.test(text)) return null;
    const decoded = decode(text);
    if (isScript(path)) {
      // It is no JavaScript as it is, and it is when decoded.
      const parses = (code: string) => parseScript(code, 'module').error === null;
      return !parses(text) && parses(decoded.text) ? decoded : null;
    }
    if (/\.(?:html?|svg)$/i.test(path)) {
      // Not one tag is left, and the first thing is one that was encoded.
      return !text.includes('<') && /^\s*&lt;[!a-z]/i.test(text) && decoded.text.includes('<')
        ? decoded
        : null;
    }
    if (path.endsWith('.css')) {
      return isEncodedStyle(text) && !isEncodedStyle(decoded.text) ? decoded : null;
    }
    return null;
  },
};

/** Outside of strings and comments, no entity is CSS. */
function isEncodedStyle(text: string): boolean {
  const plain = text.replace(/\/\*[^]*?(?:\*\/|$)|"[^"\n]*"|'[^'\n]*'/g, '');
  return /&(?:gt|lt|quot|amp|#39);/.test(plain) && !/[<>]/.test(plain);
}

function decode(text: string): FixedFile {
  let count = 0;
  let first = '';
  const plain = text.replace(entity, (found) => {
    const character = characters[found.toLowerCase().replace('&#x2f;', '&#x2F;')] ?? found;
    count++;
    first ||= `${found} → ${character}`;
    return character;
  });
  return { text: plain, count, detail: first };
}
