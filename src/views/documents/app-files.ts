import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { l10n } from 'vscode';
import { AssayError } from '../../engine/domain/errors.ts';

const maxBytes = 2_000_000;
const ignored = new Set(['node_modules', '.git']);

/** @returns relative paths with `/`, sorted; what the app depends on is left out */
export async function listAppFiles(sourceDir: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(sourceDir, folder), { withFileTypes: true })) {
      const relative = path.posix.join(folder, entry.name);
      if (entry.isDirectory() && !ignored.has(entry.name)) await walk(relative);
      if (entry.isFile()) found.push(relative);
    }
  };
  await walk('');
  return found.sort();
}

/** Where a reader wants to begin: the model's own code before the file that only starts it, else any code. */
export function mainFile(files: readonly string[]): string | null {
  const usual = ['src/app.js', 'src/index.js', 'app.js', 'src/server.js', 'server.js', 'index.js', 'app.py'];
  return (
    usual.find((name) => files.includes(name)) ??
    files.find((name) => /\.(js|mjs|ts|py)$/.test(name)) ??
    files[0] ??
    null
  );
}

/**
 * A file of an app as text. The app is hostile: a link that leads out of its folder is not followed.
 * @throws AssayError when it is not a file of the app or is too large to show
 */
export async function readAppFile(sourceDir: string, relative: string): Promise<string> {
  const root = await realpath(sourceDir);
  const file = await realpath(path.join(root, relative));
  if (!file.startsWith(root + path.sep)) {
    throw new AssayError('bug', l10n.t('{0} is not one of the files of the app.', relative));
  }
  const { size } = await stat(file);
  if (size > maxBytes) {
    throw new AssayError('bug', l10n.t('{0} is too large to be shown ({1} bytes).', relative, size));
  }
  return readFile(file, 'utf8');
}
