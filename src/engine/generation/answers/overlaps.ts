const longest = 6_000;
/** Fewer characters may be the same by chance: in the middle of a line, in a block that was opened anew, … */
const enough = { ofLine: 12, inBlock: 24, anywhere: 40 };

/** The last lines of a text, enough of them to be found again: what a model is asked to begin with. */
export function quoteOf(body: string): string {
  let from = body.length;
  for (let lines = 0; lines < 12 && from > 0; lines++) {
    from = from === 1 ? 0 : body.lastIndexOf('\n', from - 2) + 1;
    const quote = body.slice(from);
    if (quote.length > 600) return body.slice(Math.max(from, body.length - 300));
    if (lines >= 2 && significant(quote) >= 48) break;
  }
  return body.slice(from);
}

/**
 * How many characters at the beginning of `next` repeat the end of `body`, as models do that go on.
 * @param ownLines the beginning of `next` is the beginning of a line
 */
export function overlapOf(body: string, next: string, ownLines: boolean): number {
  const quote = quoteOf(body);
  const isEnough = significant(quote) >= enough.inBlock || (ownLines && quote.length === body.length);
  if (isEnough && next.startsWith(quote)) return quote.length;
  const tail = body.slice(-longest);
  for (const length of commonLengths(tail, next.slice(0, longest))) {
    const at = body.length - length;
    const isLineStart = at === 0 || body[at - 1] === '\n';
    const isLastLine = !body.slice(at).includes('\n');
    // Marks alone are a fence, of which there are many.
    const count = significant(body.slice(at).replace(/^[ \t]*[`~]+$/, ''));
    if (isLineStart && isLastLine && (ownLines ? count > 0 : count >= enough.ofLine)) return length;
    if (isLineStart && count >= (ownLines ? enough.inBlock : enough.anywhere)) return length;
  }
  return 0;
}

/** In a text of few lines, as JSON is: wherever the repeated part begins. */
export function overlapAnywhere(body: string, next: string): number {
  for (const length of commonLengths(body.slice(-longest), next.slice(0, longest))) {
    if (significant(body.slice(-length)) >= enough.inBlock) return length;
  }
  return 0;
}

/** How long the same beginning of two texts is. */
export function commonBeginning(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}

/** Characters that are no blanks. */
export function significant(text: string): number {
  return text.replace(/\s+/g, '').length;
}

/** Lengths of the ends of `tail` that `next` begins with, longest first; linear, as Knuth, Morris and Pratt have it. */
function commonLengths(tail: string, next: string): number[] {
  const failure = new Int32Array(next.length + 1);
  failure[0] = -1;
  for (let at = 0, length = -1; at < next.length;) {
    while (length >= 0 && next[at] !== next[length]) length = failure[length]!;
    failure[++at] = ++length;
  }
  let matched = 0;
  for (let at = 0; at < tail.length; at++) {
    const character = tail[at];
    if (matched === next.length) matched = failure[matched]!;
    while (matched >= 0 && next[matched] !== character) matched = failure[matched]!;
    matched++;
  }
  const lengths: number[] = [];
  for (; matched > 0; matched = failure[matched]!) lengths.push(matched);
  return lengths;
}
