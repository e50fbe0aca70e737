import type { AnswerNote, FoundFile, Placeholder, Work } from './answer-reading.ts';
import { answerLimits } from './answer-format.ts';
import type { AnswerFiles } from './answer-format.ts';
import { invalidAnswer } from './answer-errors.ts';
import { checkOutputPath } from './output-paths.ts';
import { isWritable } from './path-prefix.ts';
import { findPlaceholders } from './placeholders.ts';
import { isLeftOpen } from './whole-files.ts';

export interface Collected {
  files: AnswerFiles;
  placeholders: Placeholder[];
  notes: AnswerNote[];
}

/**
 * Puts the files of an answer together: each path once, within the limits, inside the app's folder. A file of the stack
 * is left out and noted: models like to give a README or a package.json as well.
 * @throws AssayError `invalid_output` naming the first file that must not be written anywhere
 */
export function collectFiles(
  found: readonly FoundFile[],
  writable: readonly string[],
  work: Work,
): Collected {
  const kept = new Map<string, Kept>();
  const names = new Names();
  const notes: AnswerNote[] = [];
  let totalBytes = 0;
  for (const file of found) {
    checkContent(file);
    const earlier = kept.get(file.path);
    if (earlier === undefined) {
      checkOutputPath(file.path);
      names.add(file);
    }
    if (!isWritable(file.path, writable)) {
      const { path, line } = file;
      notes.push({ kind: 'file-ignored', line, path, detail: "the stack's own stays" });
      continue;
    }
    const next = { ...file, placeholders: findPlaceholders(file.path, file.content, work) };
    if (earlier !== undefined) {
      const isFragment = isFragmentOf(next, earlier);
      const kind = isFragment ? 'fragment-ignored' : 'file-replaced';
      const detail = isFragment
        ? `the file of line ${earlier.line} stays`
        : `instead of line ${earlier.line}`;
      notes.push({ kind, line: file.line, path: file.path, detail });
      if (isFragment) continue;
      totalBytes -= Buffer.byteLength(earlier.content);
    }
    totalBytes += Buffer.byteLength(file.content);
    if (totalBytes > answerLimits.totalBytes) {
      throw invalidAnswer(`The answer's files are larger than ${answerLimits.totalBytes} bytes together.`);
    }
    kept.set(file.path, next);
  }
  return {
    files: new Map([...kept.values()].map(({ path, content }) => [path, content])),
    placeholders: [...kept.values()].flatMap(({ placeholders }) => placeholders),
    notes,
  };
}

interface Kept extends FoundFile {
  placeholders: Placeholder[];
}

/** A part of a file that was given before: a line that changes, shown with what is around it. */
function isFragmentOf(next: Kept, earlier: Kept): boolean {
  if (next.placeholders.length > 0 && earlier.placeholders.length === 0) return true;
  if (isLeftOpen(next.path, next.content) && !isLeftOpen(earlier.path, earlier.content)) return true;
  return earlier.content.length > 600 && next.content.length < earlier.content.length / 3;
}

function checkContent({ path, content }: FoundFile): void {
  if (Buffer.byteLength(content) > answerLimits.fileBytes) {
    throw invalidAnswer(
      `The file ${shown(path)} in the answer is larger than ${answerLimits.fileBytes} bytes.`,
    );
  }
  if (content.includes('\0')) throw invalidAnswer(`The file ${shown(path)} in the answer is not text.`);
}

const shown = (path: string) => JSON.stringify(path.slice(0, 120));

/** Two names that differ in case only, or a file that is also a folder, cannot both be written. */
class Names {
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  add({ path }: FoundFile): void {
    const name = path.toLowerCase();
    if (this.#files.size >= answerLimits.files) {
      throw invalidAnswer(`The answer holds more than ${answerLimits.files} files.`);
    }
    const same = this.#files.get(name);
    if (same !== undefined)
      throw invalidAnswer(`The answer holds ${path} twice: it and ${same} are the same file.`);
    const inside = this.#folders.get(name);
    if (inside !== undefined)
      throw invalidAnswer(`The answer uses a file as a folder: ${path} and ${inside}.`);
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      const folder = name.slice(0, at);
      const file = this.#files.get(folder);
      if (file !== undefined) throw invalidAnswer(`The answer uses a file as a folder: ${file} and ${path}.`);
      this.#folders.set(folder, path);
    }
    this.#files.set(name, path);
  }
}
