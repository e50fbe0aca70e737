import type { AnswerNote, FoundFiles, ReadOptions, Work } from './answer-reading.ts';
import { readBlockFiles } from './block-files.ts';
import { readJsonAnswer } from './json-answers.ts';
import { lineCount } from './line-count.ts';
import { contentOf, scanBlocks } from './scan-blocks.ts';
import type { Scan } from './scan-blocks.ts';

/** All files inside of one block that names none: as JSON, or as blocks with shorter fences. */
export function readWrapped(
  scan: Scan,
  finishReason: ReadOptions['finishReason'],
  work: Work,
): FoundFiles | null {
  for (const block of scan.blocks) {
    if (block.kind === 'tag' || block.name.path !== null) continue;
    const content = contentOf(scan, block);
    const start = content.search(/\S/);
    const line = block.open + 1 + lineCount(content.slice(0, Math.max(start, 0)));
    const isJson = start >= 0 && '{['.includes(content[start]!);
    const stops = block.ends === 'end' ? finishReason : 'stop';
    const inner = isJson
      ? readJsonAnswer(content, start, line, { finishReason: stops, work })
      : readInnerBlocks(content, block.open + 1, stops, work);
    if (inner === null || (inner.files.length === 0 && inner.truncated === null)) continue;
    const note: AnswerNote = {
      kind: 'wrapped',
      line: block.open + 1,
      path: null,
      detail: 'one block around all',
    };
    return { ...inner, notes: [note, ...inner.notes] };
  }
  return null;
}

function readInnerBlocks(
  content: string,
  offset: number,
  finishReason: ReadOptions['finishReason'],
  work: Work,
): FoundFiles | null {
  const found = readBlockFiles(scanBlocks(content, work), finishReason);
  if (found.files.length === 0) return null;
  const moved = <T extends { line: number }>(place: T): T => ({ ...place, line: place.line + offset });
  return {
    ...found,
    files: found.files.map(moved),
    notes: found.notes.map(moved),
    truncated: found.truncated && moved(found.truncated),
  };
}

/** JSON that begins somewhere after some words. */
export function readLooseJson(
  text: string,
  { blocks }: Scan,
  options: { finishReason: ReadOptions['finishReason']; work: Work },
): FoundFiles | null {
  const start = blocks.length > 0 ? -1 : text.search(/^[{[]/m);
  return start < 0 ? null : readJsonAnswer(text, start, lineCount(text.slice(0, start)), options);
}
