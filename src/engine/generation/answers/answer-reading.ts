import type { AnswerFiles } from './answer-format.ts';

/** What had to be tolerated to read an answer, in words of its own for each. */
export const noteKinds = [
  /** The path was told in another way than `path=…`: elsewhere in the opening line, … */
  'path-in-info',
  /** … in a comment in the block's first line, … */
  'path-in-comment',
  /** … in a heading, a bold line or a line like "File: src/app.js" before the block. */
  'path-in-caption',
  /** All paths had the same words before them, which were taken off. */
  'path-prefix',
  'tilde-fence',
  'indented-fence',
  /** Blocks inside a file that was fenced with no more backticks than they are. */
  'nested-fences',
  /** The next block began before this one was closed. */
  'block-not-closed',
  /** The answer ended before its last block was closed, but the file in it is whole. */
  'end-not-closed',
  /** The files stand in one block that names no file, or in a block around all others. */
  'wrapped',
  'json',
  /** Line ends, trailing commas or missing brackets that are no JSON. */
  'json-repaired',
  'tags',
  'thinking-dropped',
  /** A block that names no file: a command, an example. */
  'block-ignored',
  /** The path was given before; the later file replaced the earlier one. */
  'file-replaced',
  /** The path was given before; this is a part of it only, and was left out. */
  'fragment-ignored',
  /** The file belongs to the stack, whose own stays. */
  'file-ignored',
  'byte-order-mark',
  'crlf',
] as const;
export type NoteKind = (typeof noteKinds)[number];

export interface AnswerNote {
  kind: NoteKind;
  /** In the answer, from 1. */
  line: number;
  /** As it is in `files`; null: it concerns no one file. */
  path: string | null;
  /** For people: what was there. */
  detail: string;
}

/** Words that stand for code that was not written. */
export interface Placeholder {
  path: string;
  /** In the file, from 1. */
  line: number;
  text: string;
}

/** Where an answer was cut off. */
export interface Truncation {
  /** The file it ends in; null: it ends between files, or cannot be told. */
  path: string | null;
  /** `finish-reason`: the model said so; `open-block`: the last file has no end; `thinking`: it never got to an answer. */
  reason: 'finish-reason' | 'open-block' | 'thinking';
  /** What it ends in, which is what a continuation has to go on with. */
  within: 'block' | 'tag' | 'json' | 'thinking' | 'text';
  /** In the answer, from 1: where that began. */
  line: number;
}

export interface AnswerReading {
  /** Whole files only, in the order of the answer; what was cut off is not among them. */
  files: AnswerFiles;
  notes: AnswerNote[];
  /** In `files`. */
  placeholders: Placeholder[];
  /** null: the answer is whole. */
  truncated: Truncation | null;
}

export interface ReadOptions {
  /** Globs of the files that a model may write, as in `stack.json`. */
  writable: readonly string[];
  /** Why the model stopped; null: it is not known. */
  finishReason: 'stop' | 'length' | null;
  /** Counts the characters that were looked at, to hold that reading takes linear time. */
  work?: Work;
}

export interface Work {
  characters: number;
}

/** One file as it stands in an answer, before its path was looked at. */
export interface FoundFile {
  path: string;
  content: string;
  /** In the answer, from 1. */
  line: number;
}

/** What a form of answers was read as. */
export interface FoundFiles {
  files: FoundFile[];
  notes: AnswerNote[];
  /** The unfinished last file is not among the files. */
  truncated: Truncation | null;
}
