import { scanCode } from './code-scan.ts';

/** Ends of files that say nothing is missing, by kind. */
const scriptEnd = /[;})\]`'"]$|\*\/$/;

/**
 * Whether a file whose block was never closed is there as a whole: its code ends where code can end, and
 * nothing in it is left open. What cannot be judged is not whole.
 */
export function isEvidentlyWhole(path: string, content: string): boolean {
  const text = content.trimEnd();
  const scan = scanCode(path, text);
  if (text === '' || scan === null || scan.open !== null) return false;
  const last = text.slice(text.lastIndexOf('\n') + 1).slice(-500);
  if (/\.(?:html?|svg|xml|vue|ejs)$/i.test(path)) return /<\/[a-z][\w-]*\s*>$|-->$/i.test(last);
  if (/\.(?:css|scss|less)$/i.test(path)) return last.endsWith('}') || last.endsWith('*/');
  if (/\.(?:py|ya?ml|toml|sh)$/i.test(path)) return content.endsWith('\n');
  const comment = scan.comments.at(-1);
  const isAtEnd = comment !== undefined && comment.at + comment.text.length >= text.length;
  const code = isAtEnd ? text.slice(0, comment.at - 2).trimEnd() : text;
  return code === '' || scriptEnd.test(code.slice(-2));
}

/** Whether code is cut: something in it is still open at its end. */
export function isLeftOpen(path: string, content: string): boolean {
  const scan = scanCode(path, content);
  return scan !== null && scan.open !== null && scan.open !== 'mismatch';
}
