import { readFileSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../engine/domain/errors.ts';
import type { InputProblem } from '../engine/domain/errors.ts';

/** A file to import, or what keeps it from being one. */
export interface FoundFile {
  file: string;
  problems: readonly InputProblem[];
}

/** With what tells a file from others, by whichever way they are named. */
type RealFile = FoundFile & { real: string };

/** Nothing that can be imported is larger. */
const maxBytes = 64 * 1024 * 1024;

/** The files themselves, and all `*.json` of the folders, each once. */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  for (const given of paths) {
    for (const { real, file, problems } of await filesOf(path.resolve(given))) {
      if (!seen.has(real)) found.push({ file, problems });
      seen.add(real);
    }
  }
  return found;
}

async function filesOf(given: string): Promise<RealFile[]> {
  try {
    const real = await realpath(given);
    if (!(await stat(given)).isDirectory()) return [{ file: given, problems: [], real }];
    const entries = (await readdir(given, { withFileTypes: true })).filter(({ name }) =>
      name.endsWith('.json'),
    );
    if (entries.length === 0) return [refused(given, 'the folder has no *.json file to import')];
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    return await Promise.all(entries.map((entry) => inside(real, given, entry)));
  } catch (error) {
    return [refused(given, whyNotRead(error))];
  }
}

/** Who imports a folder means what lies in it: links that lead elsewhere are not followed. */
async function inside(root: string, folder: string, entry: Dirent): Promise<RealFile> {
  const file = path.join(folder, entry.name);
  if (entry.isFile()) return { file, problems: [], real: path.join(root, entry.name) };
  try {
    const real = await realpath(file);
    const relative = path.relative(root, real);
    const leaves = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
    if (!leaves) return { file, problems: [], real };
    return refused(file, 'is a link that leads out of the folder; name the file itself to import it');
  } catch (error) {
    return refused(file, whyNotRead(error));
  }
}

/**
 * At once: this process has nothing else to do, and a queue costs more than the reading.
 * @param most bytes that it may have
 * @throws InputError when it is no text that could be imported
 */
export function readText(file: string, most = maxBytes): string {
  let bytes: Buffer;
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) throw InputError.of(file, 'is a folder');
    if (!stats.isFile()) throw InputError.of(file, 'is no file');
    if (stats.size > most) {
      throw InputError.of(file, `is larger than ${most / 2 ** 20} MB; nothing that can be imported is`);
    }
    bytes = readFileSync(file);
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

/** It is itself and no other: what its link leads to may be named beside it. */
function refused(file: string, message: string): RealFile {
  return { file, problems: [{ file, line: null, column: null, message }], real: file };
}

function whyNotRead(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file or folder' : `cannot be read (${code ?? message})`;
}
