import type { CodeScan } from './code-scan.ts';
import { stringEnd } from './script-scan.ts';

/** CSS and its relatives: comments, and lines that begin as if they were comments. */
export function scanStyle(text: string): CodeScan {
  const comments: CodeScan['comments'] = [];
  const token = /\/\*|^[ \t]*\/\/.*|["'{}]/gm;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const at = match.index;
    const [found] = match;
    if (found === '/*') {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) return { comments, open: 'comment' };
      comments.push({ at: at + 2, text: text.slice(at + 2, close) });
      token.lastIndex = close + 2;
    } else if (found === '{') depth++;
    else if (found === '}') depth--;
    else if (found === '"' || found === "'") token.lastIndex = stringEnd(text, at);
    else comments.push({ at: at + found.indexOf('//') + 2, text: found.slice(found.indexOf('//') + 2) });
  }
  return { comments, open: depth > 0 ? 'bracket' : depth < 0 ? 'mismatch' : null };
}

/** Python, shell, YAML: `#` to the end of the line. */
export function scanHashed(text: string): CodeScan {
  const comments: CodeScan['comments'] = [];
  const token = /"""|'''|#.*|["'()[\]{}]/g;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const at = match.index;
    const [found] = match;
    if (found === '"""' || found === "'''") {
      const close = text.indexOf(found, at + 3);
      if (close < 0) return { comments, open: 'template' };
      token.lastIndex = close + 3;
    } else if (found.startsWith('#')) comments.push({ at: at + 1, text: found.slice(1) });
    else if (found === '"' || found === "'") token.lastIndex = stringEnd(text, at);
    else depth += '([{'.includes(found) ? 1 : -1;
  }
  return { comments, open: depth > 0 ? 'bracket' : depth < 0 ? 'mismatch' : null };
}

/** SQL. */
export function scanQueries(text: string): CodeScan {
  const comments: CodeScan['comments'] = [];
  const token = /--.*|\/\*|["'()]/g;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const at = match.index;
    const [found] = match;
    if (found === '/*') {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) return { comments, open: 'comment' };
      comments.push({ at: at + 2, text: text.slice(at + 2, close) });
      token.lastIndex = close + 2;
    } else if (found.startsWith('--')) comments.push({ at: at + 2, text: found.slice(2) });
    else if (found === '"' || found === "'") token.lastIndex = stringEnd(text, at);
    else depth += found === '(' ? 1 : -1;
  }
  return { comments, open: depth > 0 ? 'bracket' : depth < 0 ? 'mismatch' : null };
}
