/** A line of at least three backticks or tildes: opens a block, or closes one. */
export interface FenceLine {
  mark: '`' | '~';
  length: number;
  /** Blanks before it. */
  indent: number;
  /** What stands behind the marks, without line end. */
  info: string;
}

const backticks = /^([ \t]*)(`{3,})([^`]*)$/;
const tildes = /^([ \t]*)(~{3,})(.*)$/;

/** @param line without `\n`; a `\r` at its end counts for nothing */
export function readFence(line: string): FenceLine | null {
  if (!line.includes('```') && !line.includes('~~~')) return null;
  const plain = line.endsWith('\r') ? line.slice(0, -1) : line;
  const [, blanks, marks, info] = backticks.exec(plain) ?? tildes.exec(plain) ?? [];
  if (blanks === undefined || marks === undefined || info === undefined) return null;
  return { mark: marks.startsWith('`') ? '`' : '~', length: marks.length, indent: blanks.length, info };
}

/** Whether a fence can end what `open` began, or nest in it: as long at least, and no deeper. */
export function isFenceOf(open: FenceLine, line: FenceLine): boolean {
  return line.mark === open.mark && line.length >= open.length && line.indent <= open.indent;
}

/** A content line of a block without the blanks that indent the whole block. */
export function dedented(line: string, indent: number): string {
  let from = 0;
  while (from < indent && (line[from] === ' ' || line[from] === '\t')) from++;
  return from === 0 ? line : line.slice(from);
}
