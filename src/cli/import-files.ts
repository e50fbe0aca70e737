import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../engine/domain/errors.ts';
import type { InputProblem } from '../engine/domain/errors.ts';

/** A file to import, or what keeps it from being one. */
export interface FoundFile {
  file: string;
  problems: readonly InputProblem[];
}

/** Nothing that can be imported is larger. */
const maxBytes = 64 * 1024 * 1024;

/** The files themselves, and all `*.json` of the folders, each once. */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  for (const given of paths) {
    const files = await filesOf(path.resolve(given));
    const reals = await Promise.all(files.map(({ file }) => realpath(file).catch(() => file)));
    for (const [index, one] of files.entries()) {
      const real = reals[index]!;
      if (!seen.has(real)) found.push(one);
      seen.add(real);
    }
  }
  return found;
}

async function filesOf(given: string): Promise<FoundFile[]> {
  try {
    if (!(await stat(given)).isDirectory()) return [{ file: given, problems: [] }];
    const names = (await readdir(given)).filter((name) => name.endsWith('.json')).sort();
    if (names.length === 0) return [refused(given, 'the folder has no *.json file to import')];
    const root = await realpath(given);
    return await Promise.all(names.map((name) => inside(root, path.join(given, name))));
  } catch (error) {
    return [refused(given, whyNotRead(error))];
  }
}

/** Who imports a folder means what lies in it: links that lead elsewhere are not followed. */
async function inside(root: string, file: string): Promise<FoundFile> {
  try {
    const relative = path.relative(root, await realpath(file));
    const leaves = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
    if (!leaves) return { file, problems: [] };
    return refused(file, 'is a link that leads out of the folder; name the file itself to import it');
  } catch (error) {
    return refused(file, whyNotRead(error));
  }
}

/** @throws InputError when it is no text that could be imported */
export async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw InputError.of(file, 'is a folder');
    if (!stats.isFile()) throw InputError.of(file, 'is no file');
    if (stats.size > maxBytes) {
      throw InputError.of(file, 'is larger than 64 MB; nothing that can be imported is');
    }
    bytes = await readFile(file);
  } catch (error) {
    if (InputError.is(error)) throw error;
    throw InputError.of(file, whyNotRead(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw InputError.of(file, 'is not text in UTF-8');
  }
}

function refused(file: string, message: string): FoundFile {
  return { file, problems: [{ file, line: null, column: null, message }] };
}

function whyNotRead(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file or folder' : `cannot be read (${code ?? message})`;
}
