import { answerLimits } from './answer-format.ts';
import { invalidAnswer } from './answer-errors.ts';
import type { AnswerNote, AnswerReading, FoundFiles, ReadOptions, Work } from './answer-reading.ts';
import { readBlockFiles } from './block-files.ts';
import { collectFiles } from './collect-files.ts';
import { readJsonAnswer } from './json-answers.ts';
import { lineCount } from './line-count.ts';
import { isPatch, isPatchText } from './patches.ts';
import { findPathPrefix } from './path-prefix.ts';
import { contentOf, scanBlocks } from './scan-blocks.ts';
import { readLooseJson, readWrapped } from './wrapped-answers.ts';
import { readInfo } from './info-strings.ts';
import { readFence } from './fences.ts';

/** Much more than files of the allowed size can take, in JSON and with all the words around them. */
export const maxAnswerCharacters = 3 * answerLimits.totalBytes;
/** More say nothing new. */
const maxNotes = 1_000;
/** The same file may be given again and again, but not for ever. */
const maxFoundFiles = 5 * answerLimits.files;

/**
 * Reads an answer in whichever of the usual ways it was written; docs/answer-format.md lists them. An answer in
 * the documented format is read byte for byte and without a note.
 * @throws AssayError `invalid_output` when it holds no files, changes instead of files, or a file that may not be
 *   written; that it was cut off is no error, but told in the reading
 */
export function readAnswer(text: string, options: ReadOptions): AnswerReading {
  if (text.length > maxAnswerCharacters) {
    throw invalidAnswer(
      `The answer is ${text.length} characters long; more than ${maxAnswerCharacters} are not read.`,
    );
  }
  const work = options.work ?? { characters: 0 };
  const notes: AnswerNote[] = [];
  const plain = withoutOddities(text, notes);
  const found = findFiles(plain, options, work);
  if (options.finishReason === 'length' && found.truncated === null) {
    const line = lineCount(text);
    found.truncated = { path: null, reason: 'finish-reason', within: 'text', line };
  }
  if (found.files.length > maxFoundFiles) {
    throw invalidAnswer(`The answer holds more than ${answerLimits.files} files.`);
  }
  if (found.files.length === 0 && found.truncated === null) throw withoutFiles(plain, found);
  return settle(found, notes.concat(found.notes), options, work);
}

/** Paths as they are meant, and each file once. */
function settle(found: FoundFiles, notes: AnswerNote[], options: ReadOptions, work: Work): AnswerReading {
  const paths = new Set(found.files.map(({ path }) => path));
  const prefix = findPathPrefix([...paths], options.writable);
  const meant = (path: string) =>
    prefix && path.startsWith(prefix.prefix) ? path.slice(prefix.prefix.length) : path;
  const {
    files,
    placeholders,
    notes: doubles,
  } = collectFiles(
    found.files.map((file) => ({ ...file, path: meant(file.path) })),
    options.writable,
    work,
  );
  if (files.size === 0 && found.truncated === null) throw withoutOwnFiles(paths, options.writable);
  if (prefix !== null) {
    const detail = `${prefix.rule}: ${prefix.prefix}`;
    notes.push({ kind: 'path-prefix', line: found.files[0]!.line, path: null, detail });
  }
  const named = notes
    .concat(doubles)
    .slice(0, maxNotes)
    .map((note) => (note.path === null ? note : { ...note, path: meant(note.path) }));
  const { truncated } = found;
  return {
    files,
    notes: named.sort((a, b) => a.line - b.line),
    placeholders,
    truncated: truncated?.path ? { ...truncated, path: meant(truncated.path) } : truncated,
  };
}

function withoutOwnFiles(paths: ReadonlySet<string>, writable: readonly string[]): Error {
  const names = [...paths].slice(0, 5).join(', ');
  const more = paths.size > 5 ? ` and ${paths.size - 5} more` : '';
  return invalidAnswer(
    `The answer holds none of the files that a model may write (${writable.join(', ')}), but ${names}${more}.`,
  );
}

/** What transport and templates add. */
function withoutOddities(text: string, notes: AnswerNote[]): string {
  const crlf = text.indexOf('\r\n');
  if (crlf >= 0) {
    const detail = 'lines end with CR and LF';
    notes.push({ kind: 'crlf', line: lineCount(text.slice(0, crlf)), path: null, detail });
  }
  let plain = text;
  if (plain.startsWith('\uFEFF')) {
    notes.push({ kind: 'byte-order-mark', line: 1, path: null, detail: 'before the answer' });
    plain = plain.slice(1);
  }
  return withoutThinkingEnd(plain, notes);
}

/** Some servers send the end of a model's thinking without its beginning. */
function withoutThinkingEnd(text: string, notes: AnswerNote[]): string {
  const end = /^[ \t]*<\/(?:think|thinking)>[ \t]*\r?$/m.exec(text);
  if (end === null) return text;
  const before = text.slice(0, end.index);
  const begins = readFence(before.trimStart().split('\n', 1)[0]!);
  if (/<think(?:ing)?>/i.test(before) || (begins !== null && readInfo(begins.info).path !== null))
    return text;
  notes.push({ kind: 'thinking-dropped', line: 1, path: null, detail: 'thinking without beginning' });
  // Blank lines, so that places in the answer stay what they are.
  return '\n'.repeat(lineCount(before) - 1) + text.slice(end.index + end[0].length);
}

function findFiles(text: string, { finishReason }: ReadOptions, work: Work): FoundFiles {
  const start = text.search(/\S/);
  const json = { finishReason, work };
  if (start >= 0 && (text[start] === '{' || text[start] === '[')) {
    const found = readJsonAnswer(text, start, lineCount(text.slice(0, start)), json);
    if (found !== null) return found;
  }
  const scan = scanBlocks(text, work);
  const found = readBlockFiles(scan, finishReason);
  if (found.files.length > 0 || found.truncated?.path) return found;
  return readWrapped(scan, finishReason, work) ?? readLooseJson(text, scan, json) ?? found;
}

function withoutFiles(text: string, { notes }: FoundFiles): Error {
  const scan = scanBlocks(text, { characters: 0 });
  const patches = scan.blocks.some(
    (block) => block.kind === 'fence' && isPatch(block.name.language, contentOf(scan, block)),
  );
  if (patches || isPatchText(text)) {
    return invalidAnswer('The answer holds changes (a diff) instead of whole files.', text.slice(0, 400));
  }
  const ignored = notes.filter(({ kind }) => kind === 'block-ignored');
  if (ignored.length > 0) {
    const words =
      ignored.length === 1
        ? `The block in line ${ignored[0]!.line} of the answer does not name its file.`
        : `None of the ${ignored.length} blocks of the answer names its file.`;
    return invalidAnswer(words, text.slice(0, 400));
  }
  return invalidAnswer('The answer holds no files.', text.slice(0, 400));
}
