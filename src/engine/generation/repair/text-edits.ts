/** Replaces the characters `from` to before `to`. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, edit.from), edit.text);
    at = edit.to;
  }
  return parts.join('') + text.slice(at);
}

/** The edit that takes a statement out, with its line when it has one of its own. */
export function withoutStatement(text: string, from: number, to: number): TextEdit {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const lineEnd = text.indexOf('\n', to);
  const alone =
    text.slice(lineStart, from).trim() === '' &&
    text.slice(to, lineEnd < 0 ? text.length : lineEnd).trim() === '';
  return alone
    ? { from: lineStart, to: lineEnd < 0 ? text.length : lineEnd + 1, text: '' }
    : { from, to, text: '' };
}

/** From 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Text on one line, for a detail. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
