import type { Truncation } from './answer-reading.ts';
import type { FencedBlock } from './fenced-blocks.ts';
import { readJsonPrefix } from './json-prefix.ts';
import { contentOf, scanBlocks } from './scan-blocks.ts';
import type { TaggedBlock } from './tagged-blocks.ts';

/** What a text is in the middle of where it ends. */
export type OpenEnd =
  | { within: 'block'; block: FencedBlock; body: string; openAt: number }
  | { within: 'tag'; block: TaggedBlock; body: string; openAt: number }
  | { within: Exclude<Truncation['within'], 'block' | 'tag'>; openAt: number };

/** Finds it; `openAt` is the offset where that began. */
export function findOpenEnd(text: string): OpenEnd {
  const work = { characters: 0 };
  const start = text.search(/\S/);
  if (start >= 0 && '{['.includes(text[start]!)) {
    const prefix = readJsonPrefix(text, start, work);
    if (prefix !== null && prefix.open !== null) return { within: 'json', openAt: start };
  }
  const scan = scanBlocks(text, work);
  const offsetOf = (line: number) => {
    let offset = 0;
    for (let at = 0; at < line; at++) offset += scan.lines[at]!.length + 1;
    return offset;
  };
  const thought = scan.thinking.at(-1);
  if (thought && !thought.closed) return { within: 'thinking', openAt: offsetOf(thought.open) };
  const block = scan.blocks.at(-1);
  if (block === undefined || block.ends !== 'end') return { within: 'text', openAt: text.length };
  const openAt = offsetOf(block.open);
  const body = contentOf(scan, block);
  if (block.kind === 'tag') return { within: 'tag', block, body, openAt };
  if (block.open === scan.lines.length - 1) return { within: 'text', openAt };
  if (block.name.path === null && '{['.includes(body.trimStart()[0] ?? ' ')) {
    const prefix = readJsonPrefix(body, body.search(/\S/), work);
    if (prefix !== null && prefix.open !== null) {
      return { within: 'json', openAt: openAt + scan.lines[block.open]!.length + 1 };
    }
  }
  return { within: 'block', block, body, openAt };
}
