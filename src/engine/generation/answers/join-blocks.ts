import type { FenceLine } from './fences.ts';
import type { OpenEnd } from './open-end.ts';
import { commonBeginning, overlapOf, significant } from './overlaps.ts';

/** The block as it was opened anew: its content, and what followed it; null: it was cut off again. */
interface Reopened {
  content: string;
  fence: FenceLine;
  rest: string | null;
}

const enoughToBeginAgain = 60;

/**
 * One block of two parts, with a fence that is long enough for both.
 * @param before the answer up to the block
 */
export function joinBlock(before: string, end: OpenEnd & { within: 'block' }, again: Reopened): string {
  const { fence } = end.block;
  const body = joinContent(withoutMarks(end.body, fence), again.content);
  const longest = Math.max(2, ...(body.match(/^[ \t]*[`~]{3,}/gm) ?? []).map((run) => run.trim().length));
  const marks = fence.mark.repeat(Math.max(fence.length, longest + 1));
  const opened = `${before}${marks}${fence.info}\n${body}`;
  if (again.rest === null) return opened;
  return `${opened}${body === '' || body.endsWith('\n') ? '' : '\n'}${marks}\n${again.rest}`;
}

/** A file whose beginning is `body` and that goes on, or begins again, with `next`. */
function joinContent(body: string, next: string): string {
  const overlap = overlapOf(body, next, true);
  if (overlap > 0) return body + next.slice(overlap);
  const same = commonBeginning(body, next);
  const beginsAgain = same === body.length || significant(next.slice(0, same)) >= enoughToBeginAgain;
  return beginsAgain ? next : body + next;
}

/** Without the first of the marks that would have closed the block. */
export function withoutMarks(body: string, { mark, length }: FenceLine): string {
  const lastLine = body.slice(body.lastIndexOf('\n') + 1);
  const isMarks = lastLine !== '' && lastLine.length < length && lastLine === mark.repeat(lastLine.length);
  return isMarks ? body.slice(0, body.length - lastLine.length) : body;
}
