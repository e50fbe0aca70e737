import { lstat, readFile } from 'node:fs/promises';
import { InputError } from '../domain/errors.ts';
import type { InputProblem } from '../domain/errors.ts';
import { readJsonDocument } from '../domain/json-document.ts';
import type { JsonDocument } from '../domain/json-document.ts';

/** What a file holds, or why it cannot be used. */
export type FileReading<T> = { ok: true; value: T } | { ok: false; problems: readonly InputProblem[] };

interface Known<T> {
  /** Of the file as it was read. */
  stamp: string;
  reading: FileReading<T>;
}

/** As many files are looked at together: enough to keep the disk busy, few enough for any limit of open files. */
const together = 32;

/** JSON files, each read again only when it has changed. */
export class ChangedFiles<T> {
  readonly #read: (document: JsonDocument) => T;
  readonly #maxBytes: number;
  #known = new Map<string, Known<T>>();

  /** @param read may throw an InputError */
  constructor(maxBytes: number, read: (document: JsonDocument) => T) {
    this.#maxBytes = maxBytes;
    this.#read = read;
  }

  /** In the order of the files; what is known of all others is forgotten. */
  async readAll(files: readonly string[]): Promise<FileReading<T>[]> {
    const known = new Map<string, Known<T>>();
    for (let first = 0; first < files.length; first += together) {
      const some = files.slice(first, first + together);
      const read = await Promise.all(some.map((file) => this.#readOne(file)));
      some.forEach((file, index) => known.set(file, read[index]!));
    }
    this.#known = known;
    return files.map((file) => known.get(file)!.reading);
  }

  async #readOne(file: string): Promise<Known<T>> {
    try {
      const stats = await lstat(file, { bigint: true });
      const { ino, size, mtimeNs, ctimeNs } = stats;
      const stamp = [ino, size, mtimeNs, ctimeNs].join(' ');
      const known = this.#known.get(file);
      if (known?.stamp === stamp) return known;
      return { stamp, reading: await this.#readNow(file, stats.isFile(), size) };
    } catch (error) {
      return { stamp: '', reading: refused(file, `cannot be read (${codeOf(error)})`) };
    }
  }

  async #readNow(file: string, isFile: boolean, size: bigint): Promise<FileReading<T>> {
    if (!isFile) return refused(file, 'is a link or a folder, where a file should be');
    if (size > BigInt(this.#maxBytes)) {
      return refused(file, `is larger than ${this.#maxBytes / 1024 / 1024} MB`);
    }
    try {
      return { ok: true, value: this.#read(readJsonDocument(file, await readFile(file, 'utf8'))) };
    } catch (error) {
      if (!InputError.is(error)) throw error;
      return { ok: false, problems: error.problems };
    }
  }
}

function refused(file: string, message: string): { ok: false; problems: InputProblem[] } {
  return { ok: false, problems: [{ file, line: null, column: null, message }] };
}

export function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
