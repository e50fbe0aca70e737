import type { Work } from './answer-reading.ts';
import { dedented, readFence } from './fences.ts';
import { readFencedBlock } from './fenced-blocks.ts';
import type { FencedBlock, Scanning } from './fenced-blocks.ts';
import { readTaggedBlock } from './tagged-blocks.ts';
import type { TaggedBlock } from './tagged-blocks.ts';

export type Block = FencedBlock | TaggedBlock;

/** An answer as lines and the blocks in them. Line numbers are indexes, from 0. */
export interface Scan {
  lines: readonly string[];
  blocks: Block[];
  /** Where a model thought aloud; what stands there is no part of its answer. */
  thinking: { open: number; closed: boolean }[];
}

const thinkingTag = /^\s*<(think|thinking|thought|reasoning|scratchpad)>/i;

/** Finds the blocks of an answer. It looks at each line a bounded number of times. */
export function scanBlocks(text: string, work: Work): Scan {
  const lines = text.split('\n');
  const scan = scanLines({ lines, nesting: true, work });
  const last = scan.blocks.at(-1);
  if (last?.kind !== 'fence' || last.ends !== 'end' || !last.nested) return scan;
  // What looked like a block inside was not closed: perhaps it was content, or the outer one had ended.
  const plain = scanLines({ lines, nesting: false, work });
  return plain.blocks.at(-1)?.ends === 'end' ? scan : plain;
}

function scanLines(scanning: Scanning): Scan {
  const { lines, work } = scanning;
  const scan: Scan = { lines, blocks: [], thinking: [] };
  let floor = 0;
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!;
    work.characters += line.length + 1;
    const fence = readFence(line);
    const block =
      fence === null ? readTaggedBlock(scanning, at) : readFencedBlock(scanning, at, fence, floor);
    if (block !== null) {
      scan.blocks.push(block);
      at = block.next;
      // A caption that ended the block before it belongs to the next one.
      floor = block.kind === 'fence' && block.ends === 'next-block' ? block.to : at;
      continue;
    }
    const thought = thinkingTag.exec(line)?.[1];
    if (thought !== undefined) {
      const end = endOfThinking(scanning, at, thought);
      scan.thinking.push({ open: at, closed: end !== null });
      floor = at = end ?? lines.length;
      continue;
    }
    at++;
  }
  return scan;
}

/** @returns the line after the one with the closing tag */
function endOfThinking({ lines, work }: Scanning, open: number, tag: string): number | null {
  const closing = `</${tag.toLowerCase()}>`;
  for (let at = open; at < lines.length; at++) {
    work.characters += lines[at]!.length + 1;
    if (lines[at]!.toLowerCase().includes(closing)) return at + 1;
  }
  return null;
}

/** What a block holds. A block that was cut off ends where the answer does, perhaps inside a line. */
export function contentOf({ lines }: Pick<Scan, 'lines'>, block: Block): string {
  if (block.kind === 'tag') return block.content;
  const inner = lines.slice(block.from, block.to);
  const { indent } = block.fence;
  const plain = indent === 0 ? inner : inner.map((line) => dedented(line, indent));
  if (block.ends === 'end' || plain.length === 0) return plain.join('\n');
  return `${plain.join('\n')}\n`;
}
