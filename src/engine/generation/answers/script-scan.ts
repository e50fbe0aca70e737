import type { CodeScan } from './code-scan.ts';

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
/** After these a slash begins a regular expression. */
const beforePattern = new Set('(,=:[!&|?{};+-*%<>~^');
/** Bounds what one slash costs. */
const longestPattern = 300;
const wordsBeforePattern = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield)$/;

/** Walks through JavaScript, TypeScript or JSON, in one pass. Not a parser: it finds comments and what is left open. */
export function scanScript(text: string): CodeScan {
  const comments: CodeScan['comments'] = [];
  /** What is open: the closing bracket that is due, or a template's `}` as `$`. */
  const stack: string[] = [];
  const token = /\/\/|\/\*|[/"'`()[\]{}]/g;
  let mismatched = false;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const at = match.index;
    let end = at + match[0].length;
    switch (match[0]) {
      case '//': {
        end = lineEnd(text, at);
        comments.push({ at: at + 2, text: text.slice(at + 2, end) });
        break;
      }
      case '/*': {
        const close = text.indexOf('*/', end);
        if (close < 0) return { comments, open: 'comment' };
        comments.push({ at: at + 2, text: text.slice(at + 2, close) });
        end = close + 2;
        break;
      }
      case '"':
      case "'":
        end = stringEnd(text, at);
        break;
      case '/':
        if (startsPattern(text, at)) end = patternEnd(text, at);
        break;
      case '`':
        end = templateEnd(text, at + 1, stack);
        break;
      case '(':
      case '[':
      case '{':
        stack.push(closers[match[0]]!);
        break;
      default:
        if (match[0] === '}' && stack.at(-1) === '$') {
          stack.pop();
          end = templateEnd(text, end, stack);
        } else if (stack.at(-1) === match[0]) {
          stack.pop();
        } else {
          mismatched = true;
        }
    }
    if (end > text.length) return { comments, open: 'template' };
    token.lastIndex = end;
  }
  return { comments, open: stack.length > 0 ? 'bracket' : mismatched ? 'mismatch' : null };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** After the closing quote, or at the end of the line: a lone quote is an apostrophe. */
export function stringEnd(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === quote) return at + 1;
    else if (character === '\n') return at;
  }
  return text.length;
}

/** After the backtick, or after `${`, which goes on the stack; beyond the text when it has no end. */
function templateEnd(text: string, from: number, stack: string[]): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '`') return at + 1;
    else if (character === '$' && text[at + 1] === '{') {
      stack.push('$');
      return at + 2;
    }
  }
  return text.length + 1;
}

function startsPattern(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && /\s/.test(text[before]!)) before--;
  if (before < 0 || beforePattern.has(text[before]!)) return true;
  return wordsBeforePattern.test(text.slice(Math.max(0, before - 12), before + 1));
}

/** After the closing slash; after the first one when there is none near, for it then divides. */
function patternEnd(text: string, from: number): number {
  let inClass = false;
  const limit = Math.min(text.length, from + longestPattern);
  for (let at = from + 1; at < limit; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '\n') return from + 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return from + 1;
}
