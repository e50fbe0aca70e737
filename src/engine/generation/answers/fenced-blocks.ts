import type { Work } from './answer-reading.ts';
import { isMarkdown, nameBlock } from './block-names.ts';
import type { BlockName } from './block-names.ts';
import { isFenceOf, readFence } from './fences.ts';
import type { FenceLine } from './fences.ts';

/** A block as it stands in the lines of an answer. All line numbers are indexes, from 0. */
export interface FencedBlock {
  kind: 'fence';
  open: number;
  fence: FenceLine;
  name: BlockName;
  /** Its content: lines `from` to before `to`. */
  from: number;
  to: number;
  /** `next-block`: the next one began before this one was closed; `end`: so did the end of the answer. */
  ends: 'closed' | 'next-block' | 'end';
  /** It holds blocks whose fences are no shorter than its own. */
  nested: boolean;
  /** Where reading goes on. */
  next: number;
}

/** Lines: as far as a block in a Markdown file is looked for. */
const farthest = 2_000;

/** An answer while it is scanned. */
export interface Scanning {
  lines: readonly string[];
  /** Whether a fence inside a block, with a language, opens a block inside; else it is content. */
  nesting: boolean;
  work: Work;
}

/**
 * Reads the block that opens in a line.
 * @param floor index of the first line that a caption can stand in
 */
export function readFencedBlock(
  { lines, nesting, work }: Scanning,
  open: number,
  fence: FenceLine,
  floor: number,
): FencedBlock {
  const name = nameBlock(lines, open, fence.info, floor);
  const block: FencedBlock = {
    ...{ kind: 'fence', open, fence, name, from: open + 1, to: lines.length, ends: 'end', nested: false },
    next: lines.length,
  };
  let depth = 0;
  let later: LaterFences | null = null;
  for (let at = open + 1; at < lines.length; at++) {
    work.characters += lines[at]!.length + 1;
    const inner = readFence(lines[at]!);
    if (inner === null || !isFenceOf(fence, inner)) continue;
    if (inner.info.trim() === '') {
      if (depth > 0) {
        depth--;
      } else if (nesting && name.path !== null && isMarkdown(name)) {
        later ??= new LaterFences(lines, at, fence, work);
        if (!later.opensInside(at)) return { ...block, to: at, ends: 'closed', next: at + 1 };
        depth++;
        block.nested = true;
      } else {
        return { ...block, to: at, ends: 'closed', next: at + 1 };
      }
      continue;
    }
    const start = startOfAnother(lines, at, inner, block);
    if (start !== null) return { ...block, to: start, ends: 'next-block', next: at };
    if (!nesting) continue;
    depth++;
    block.nested = true;
  }
  return block;
}

/** @returns the line where another file begins here, its caption included; null: this is inside the open one */
function startOfAnother(
  lines: readonly string[],
  at: number,
  inner: FenceLine,
  { name, from }: FencedBlock,
): number | null {
  const other = nameBlock(lines, at, inner.info, from);
  if (other.path === null) return null;
  // A text may show files; only the form that was asked for ends it.
  if (name.path !== null && isMarkdown(name) && other.from !== 'standard') return null;
  return other.captionLine ?? at;
}

/** The fences from a line to the next named block, which tell what a bare one in a Markdown file is. */
class LaterFences {
  /** Line → how many bare fences more than opening ones there are from it on. */
  readonly #surplus = new Map<number, number>();
  readonly #lines: readonly string[];

  constructor(lines: readonly string[], from: number, open: FenceLine, work: Work) {
    this.#lines = lines;
    const found: { at: number; bare: boolean }[] = [];
    for (let at = from; at < Math.min(lines.length, from + farthest); at++) {
      work.characters += lines[at]!.length + 1;
      const fence = readFence(lines[at]!);
      if (fence === null || !isFenceOf(open, fence)) continue;
      const bare = fence.info.trim() === '';
      // The line before a bare one may be the last of a list of files.
      if (!bare && nameBlock(lines, at, fence.info, from).path !== null) break;
      found.push({ at, bare });
    }
    let surplus = 0;
    for (const { at, bare } of found.reverse()) {
      surplus += bare ? 1 : -1;
      this.#surplus.set(at, surplus);
    }
  }

  /** Whether a bare fence opens a block inside: text follows at once, and enough are left to close all. */
  opensInside(at: number): boolean {
    const surplus = this.#surplus.get(at) ?? 0;
    return surplus >= 3 && surplus % 2 === 1 && (this.#lines[at + 1] ?? '').trim() !== '';
  }
}
