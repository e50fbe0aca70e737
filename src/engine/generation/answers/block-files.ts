import type { AnswerNote, FoundFile, FoundFiles, NoteKind, ReadOptions } from './answer-reading.ts';
import { invalidAnswer } from './answer-errors.ts';
import type { FencedBlock } from './fenced-blocks.ts';
import { readFence } from './fences.ts';
import { isPatch } from './patches.ts';
import { contentOf } from './scan-blocks.ts';
import type { Block, Scan } from './scan-blocks.ts';
import type { TaggedBlock } from './tagged-blocks.ts';
import { isEvidentlyWhole } from './whole-files.ts';

/**
 * The files of an answer's blocks.
 * @throws AssayError `invalid_output` when a block holds changes instead of a file
 */
export function readBlockFiles(scan: Scan, finishReason: ReadOptions['finishReason']): FoundFiles {
  const found: FoundFiles = { files: [], notes: [], truncated: null };
  for (const { open, closed } of scan.thinking) {
    const line = open + 1;
    found.notes.push({
      kind: 'thinking-dropped',
      line,
      path: null,
      detail: closed ? 'thinking' : 'thinking without end',
    });
    if (!closed) found.truncated = { path: null, reason: 'thinking', within: 'thinking', line };
  }
  for (const block of scan.blocks) {
    const path = block.kind === 'tag' ? block.path : block.name.path;
    if (path === null) readUnnamed(scan, block, finishReason, found);
    else readNamed(scan, block, path, finishReason, found);
  }
  return found;
}

function readNamed(
  scan: Scan,
  block: Block,
  path: string,
  finishReason: ReadOptions['finishReason'],
  found: FoundFiles,
): void {
  const line = block.open + 1;
  const text = contentOf(scan, block);
  const { content, unfenced } =
    block.kind === 'tag' ? withoutFence(text) : { content: text, unfenced: false };
  const notes = [...notesOf(block), ...(unfenced ? (['wrapped'] as const) : [])];
  const note = (kind: NoteKind, detail: string): AnswerNote => ({ kind, line, path, detail });
  if (isPatch(block.kind === 'tag' ? '' : block.name.language, content)) {
    throw invalidAnswer(
      `The answer holds changes to ${path} (line ${line}) instead of the whole file.`,
      content.slice(0, 400),
    );
  }
  if (block.ends === 'end') {
    const isWhole = finishReason === 'stop' && isEvidentlyWhole(path, content);
    if (!isWhole) {
      found.truncated = cutOff(scan, block, path);
      return;
    }
    notes.push('end-not-closed');
  }
  for (const kind of notes) found.notes.push(note(kind, scan.lines[block.open]!.trim().slice(0, 200)));
  const ended = content === '' || content.endsWith('\n') ? content : `${content}\n`;
  const file: FoundFile = { path, content: ended, line };
  found.files.push(file);
}

function notesOf(block: FencedBlock | TaggedBlock): NoteKind[] {
  const notes: NoteKind[] = block.ends === 'next-block' ? ['block-not-closed'] : [];
  if (block.kind === 'tag') return ['tags', ...notes];
  const { from } = block.name;
  if (from !== null && from !== 'standard') notes.push(`path-in-${from}`);
  if (block.fence.mark === '~') notes.push('tilde-fence');
  if (block.fence.indent > 0) notes.push('indented-fence');
  if (block.nested) notes.push('nested-fences');
  return notes;
}

/** A command, an example: no part of the app, but not silently. */
function readUnnamed(
  scan: Scan,
  block: Block,
  finishReason: ReadOptions['finishReason'],
  found: FoundFiles,
): void {
  const line = block.open + 1;
  const isBlank = contentOf(scan, block).trim() === '';
  if (block.ends === 'end' && finishReason !== 'stop' && !isBlank) {
    found.truncated = { path: null, reason: 'open-block', within: 'block', line };
  }
  if (block.ends === 'end' && isBlank) return;
  found.notes.push({
    kind: 'block-ignored',
    line,
    path: null,
    detail: scan.lines[block.open]!.trim().slice(0, 200),
  });
}

function cutOff(scan: Scan, block: Block, path: string): FoundFiles['truncated'] {
  // In the last line of all, the path itself may be cut.
  const isOpeningLine = block.open === scan.lines.length - 1 && block.kind === 'fence';
  return {
    path: isOpeningLine ? null : path,
    reason: 'open-block',
    within: isOpeningLine ? 'text' : block.kind === 'tag' ? 'tag' : 'block',
    line: block.open + 1,
  };
}

/** The content of a tag, when a fence stands around all of it. */
function withoutFence(content: string): { content: string; unfenced: boolean } {
  const lines = content.trimEnd().split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const open = first < 0 ? null : readFence(lines[first]!);
  const close = readFence(lines.at(-1)!);
  const isAround = open !== null && close !== null && lines.length - 1 > first && close.info.trim() === '';
  if (!isAround || close.length < open.length || close.mark !== open.mark)
    return { content, unfenced: false };
  const inner = lines.slice(first + 1, -1);
  return { content: inner.map((line) => `${line}\n`).join(''), unfenced: true };
}
