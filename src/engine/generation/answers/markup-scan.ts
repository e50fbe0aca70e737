import type { CodeScan } from './code-scan.ts';
import { scanStyle } from './plain-scans.ts';
import { scanScript } from './script-scan.ts';

/** HTML and its relatives: their own comments, and those of scripts and styles in them. */
export function scanMarkup(text: string): CodeScan {
  const comments: CodeScan['comments'] = [];
  const token = /<!--|<(script|style)\b[^>]{0,500}>/gi;
  let open: CodeScan['open'] = null;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const at = match.index;
    const from = at + match[0].length;
    if (match[1] === undefined) {
      const close = text.indexOf('-->', from);
      if (close < 0) return { comments, open: 'comment' };
      comments.push({ at: from, text: text.slice(from, close) });
      token.lastIndex = close + 3;
      continue;
    }
    const closing = match[1].toLowerCase() === 'script' ? /<\/script/gi : /<\/style/gi;
    closing.lastIndex = from;
    const end = closing.exec(text)?.index;
    const inner = text.slice(from, end ?? text.length);
    const scan = match[1].toLowerCase() === 'script' ? scanScript(inner) : scanStyle(inner);
    for (const comment of scan.comments) comments.push({ at: from + comment.at, text: comment.text });
    if (end === undefined) return { comments, open: 'element' };
    if (scan.open === 'bracket') open = 'bracket';
    token.lastIndex = end;
  }
  if (/<html[\s>]/i.test(text) && !/<\/html\s*>/i.test(text)) open = 'element';
  return { comments, open };
}
