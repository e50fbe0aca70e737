import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AssayError } from '../engine/domain/errors.ts';

/** How a JavaScript file is to be read: as an ES module, as CommonJS, or as a page's classic script. */
export type SourceKind = 'module' | 'commonjs' | 'script';

export interface SourceCopy {
  /** Absolute; nothing of the app is in it but the text of its source files, under names of ours. */
  dir: string;
  /** Name in `dir` → path in the app, with `/`. */
  originals: ReadonlyMap<string, string>;
  /** Paths of files too large to be looked at. */
  skipped: string[];
  dispose(): Promise<void>;
}

/** In characters: what is larger is not written by hand, nor by a model. */
const maxFileLength = 2_000_000;
const copyPrefix = 'assay-source-';
const notTheApps = new Set(['node_modules', '.git']);

/** Paths, with `/`, of the app's own files that have one of these extensions; links are not followed. */
export async function listSources(sourceDir: string, extensions: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(sourceDir, folder), { withFileTypes: true })) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!notTheApps.has(entry.name)) await walk(file);
      } else if (entry.isFile() && extensions.includes(path.extname(entry.name).toLowerCase())) {
        found.push(file);
      }
    }
  };
  await walk('');
  return found.sort();
}

/** An empty folder for source, which is known for abandoned once this process has ended. */
export function newSourceFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), `${copyPrefix}${process.pid}-`));
}

/**
 * Copies source files into an empty folder, flat, as `0001.module.js`. Tools run there: no configuration,
 * ignore file or suppression list of the app is near, and no name (`server.min.js`) makes a tool skip a file.
 */
export async function copySources(sourceDir: string, files: readonly string[]): Promise<SourceCopy> {
  const dir = await newSourceFolder();
  const originals = new Map<string, string>();
  const skipped: string[] = [];
  for (const [index, file] of files.entries()) {
    const text = await readFile(path.join(sourceDir, file), 'utf8');
    if (text.length > maxFileLength) {
      skipped.push(file);
      continue;
    }
    const extension = path.extname(file).toLowerCase();
    const name = `${String(index).padStart(4, '0')}.${kindOf(extension, text)}${extension}`;
    await writeFile(path.join(dir, name), text);
    originals.set(name, file);
  }
  const dispose = () => rm(dir, { recursive: true, force: true });
  if (originals.size === 0) {
    await dispose();
    throw new AssayError('tool_failed', `all source files are larger than ${maxFileLength} characters.`);
  }
  return { dir, originals, skipped, dispose };
}

/** Removes what programs that were killed in the middle of a run left behind. */
export async function removeAbandonedCopies(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    if (!name.startsWith(copyPrefix)) continue;
    const owner = Number(name.slice(copyPrefix.length).split('-')[0]);
    if (!isRunning(owner)) await rm(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Any other error means that there is such a process, of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** By what the file does, not by `package.json`: generated apps often disagree with theirs. */
export function kindOf(extension: string, text: string): SourceKind {
  if (extension === '.mjs' || extension === '.mts') return 'module';
  if (extension === '.cjs' || extension === '.cts') return 'commonjs';
  if (
    /^\s*(import\s*[\w{*'"]|export\s+(default|const|let|var|function|class|async|\{|\*)|export\s*[{*])/m.test(
      text,
    )
  ) {
    return 'module';
  }
  return /\b(require\s*\(|module\.exports|exports\.)/.test(text) ? 'commonjs' : 'script';
}
