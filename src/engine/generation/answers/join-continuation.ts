import { isMarkdown, nameBlock } from './block-names.ts';
import { readFencedBlock } from './fenced-blocks.ts';
import type { FencedBlock } from './fenced-blocks.ts';
import { readFence } from './fences.ts';
import { readInfo } from './info-strings.ts';
import { joinBlock } from './join-blocks.ts';
import { findOpenEnd } from './open-end.ts';
import type { OpenEnd } from './open-end.ts';
import { commonBeginning, overlapAnywhere, overlapOf } from './overlaps.ts';
import { mayHold } from './path-shapes.ts';
import { contentOf } from './scan-blocks.ts';
import { readTaggedBlock } from './tagged-blocks.ts';

/** How the second answer went on. */
export type JoinedBy = 'next-character' | 'repeated-lines' | 'new-block' | 'new-answer';

export interface JoinedAnswer {
  /** To be read in place of the two. */
  text: string;
  by: JoinedBy;
}

/** More than this much before a block is no remark but the rest of a file. */
const maxRemarkLines = 4;
const remark = /^(?:\s*|[A-Z#*>(].*[.:!…*)])\s*$/;

/**
 * Joins an answer that was cut off and what the model answered when it was asked to go on. Models go on with the
 * next character, or repeat some lines, or open the block anew, or begin it again; each is recognised.
 */
export function joinContinuation(first: string, second: string): JoinedAnswer {
  const next = withoutThinking(second);
  const end = findOpenEnd(first);
  switch (end.within) {
    case 'thinking':
      return { text: next, by: 'new-answer' };
    case 'json':
      return joinJson(first, next, end.openAt);
    case 'tag':
      return joinTag(first, next, end);
    case 'block':
      return joinInBlock(first, next, end);
    case 'text':
      return joinInText(first, next);
  }
}

function withoutThinking(text: string): string {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return plain.replace(/^\s*<(think|thinking)>[\s\S]*?<\/\1>[ \t]*\r?\n?/i, '');
}

function joinInBlock(first: string, next: string, end: OpenEnd & { within: 'block' }): JoinedAnswer {
  const lines = next.split('\n');
  const open = findReopened(lines, end);
  if (open !== null) {
    const fence = readFence(lines[open]!)!;
    const scanning = { lines, nesting: true, work: { characters: 0 } };
    const block = readFencedBlock(scanning, open, fence, 0);
    const rest = block.ends === 'end' ? null : lines.slice(block.next).join('\n');
    const again = { content: contentOf({ lines }, block), fence, rest };
    return { text: joinBlock(first.slice(0, end.openAt), end, again), by: 'new-block' };
  }
  if (beginsOtherFile(lines)) return { text: `${first}\n${next}`, by: 'new-block' };
  return plainly(first, next, overlapOf(first, next, false));
}

/** The line that opens the cut block anew, after a remark at most. */
function findReopened(
  lines: readonly string[],
  { block, body }: OpenEnd & { within: 'block' },
): number | null {
  for (let at = 0; at <= maxRemarkLines && at < lines.length; at++) {
    const fence = readFence(lines[at]!);
    if (fence === null) {
      if (remark.test(lines[at]!.slice(0, 200))) continue;
      return null;
    }
    const { path, language } = nameBlock(lines, at, fence.info, 0);
    if (path !== null) return samePath(path, block.name.path) ? at : null;
    // A bare fence closes the block, unless the file's last lines follow.
    const after = lines.slice(at + 1, at + 60).join('\n');
    if (fence.info.trim() === '')
      return overlapOf(body, after, true) > 0 && !isBlank(lines[at + 1]) ? at : null;
    if (overlapOf(body, after, true) > 0)
      return block.name.path === null || mayHold(language, block.name.path) ? at : null;
    // A text may hold blocks of any language.
    const isSame = language.toLowerCase() === block.name.language.toLowerCase() && !isMarkdown(block.name);
    return isSame ? at : null;
  }
  return null;
}

const isBlank = (line: string | undefined) => (line ?? '').trim() === '';
const samePath = (a: string, b: string | null) => a.replace(/^\.\//, '') === b?.replace(/^\.\//, '');

function beginsOtherFile(lines: readonly string[]): boolean {
  const at = lines.findIndex((line) => !isBlank(line));
  const fence = at < 0 ? null : readFence(lines[at]!);
  return fence !== null && nameBlock(lines, at, fence.info, 0).path !== null;
}

function joinTag(first: string, next: string, end: OpenEnd & { within: 'tag' }): JoinedAnswer {
  const lines = next.split('\n');
  const at = lines.findIndex((line) => !isBlank(line));
  const again = at < 0 ? null : readTaggedBlock({ lines, nesting: false, work: { characters: 0 } }, at);
  if (again === null) return plainly(first, next, overlapOf(first, next, false));
  if (again.path !== null && !samePath(again.path, end.block.path)) {
    return { text: `${first}\n${next}`, by: 'new-block' };
  }
  const overlap = overlapOf(end.body, again.content, true);
  const isNew = overlap === 0 && commonBeginning(end.body, again.content) >= Math.min(60, end.body.length);
  if (isNew) return { text: first.slice(0, end.openAt) + next, by: 'new-block' };
  const closing = again.ends === 'closed' ? `</${end.block.tag}>\n` : '';
  const rest = again.ends === 'end' ? '' : lines.slice(again.next).join('\n');
  return { text: `${first}${again.content.slice(overlap)}${closing}${rest}`, by: 'new-block' };
}

function joinJson(first: string, next: string, openAt: number): JoinedAnswer {
  const lines = next.split('\n');
  const fence = readFence(lines[0]!);
  const block: FencedBlock | null =
    fence === null ? null : readFencedBlock({ lines, nesting: false, work: { characters: 0 } }, 0, fence, 0);
  const content = block === null ? next : contentOf({ lines }, block);
  const begins = first.slice(openAt).trimStart();
  if (commonBeginning(begins, content.trimStart()) >= Math.min(40, begins.length)) {
    return { text: next, by: 'new-answer' };
  }
  return plainly(first, content, overlapAnywhere(first.slice(openAt), content));
}

/** Between files: the last line may be the beginning of an opening line, which is then given again. */
function joinInText(first: string, next: string): JoinedAnswer {
  const lastLine = first.slice(first.lastIndexOf('\n') + 1);
  const begins = readFence(next.trimStart().split('\n', 1)[0]!);
  const marks = /^\s*([`~]+)/.exec(lastLine)?.[1]?.length ?? 0;
  if (begins === null || begins.info.trim() === '' || lastLine.trim() === '') {
    return plainly(first, next, overlapOf(first, next, false));
  }
  // Inside the block that the last line opens, a block of its content.
  if (marks > 2 && next.startsWith('\n') && readInfo(begins.info).path === null) {
    return plainly(first, next, 0);
  }
  const isMarksOnly = /^\s*[`~]+$/.test(lastLine);
  const isClosing = isMarksOnly && findOpenEnd(first).within === 'text' && !/^\s*[`~]{1,2}$/.test(lastLine);
  if (marks === 0 || (isClosing && isClosed(first))) return { text: `${first}\n${next}`, by: 'new-block' };
  // Cut inside its marks, a longer fence goes on with what looks like a shorter one; it is closed as long.
  const longer = begins.mark.repeat(marks + begins.length);
  if (isMarksOnly && next.split('\n').some((line) => line.trimEnd() === longer)) {
    return { text: first + next, by: 'next-character' };
  }
  return { text: first.slice(0, first.length - lastLine.length) + next.trimStart(), by: 'new-block' };
}

/** Whether the last line closes a block. */
function isClosed(text: string): boolean {
  const without = text.slice(0, text.lastIndexOf('\n') + 1);
  return findOpenEnd(without).within === 'block';
}

function plainly(first: string, next: string, overlap: number): JoinedAnswer {
  if (overlap > 0) return { text: first + next.slice(overlap), by: 'repeated-lines' };
  return { text: first + next, by: 'next-character' };
}
