import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';

/**
 * The files of a folder that ships with Assay.
 * @returns relative paths with `/`, sorted; what was installed into it by hand is left out
 * @throws AssayError `bug` when it cannot be read or holds anything but files and folders
 */
export async function readFolder(folder: string): Promise<string[]> {
  const files: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, relative), { withFileTypes: true })) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.name === 'node_modules' || entry.name === '.DS_Store') continue;
      if (entry.isDirectory()) await visit(name);
      else if (entry.isFile()) files.push(name);
      else throw new AssayError('bug', `${path.join(folder, name)} is neither a file nor a folder.`);
    }
  };
  try {
    await visit('');
  } catch (cause) {
    if (AssayError.is(cause)) throw cause;
    throw new AssayError('bug', `The folder ${folder} cannot be read.`, { cause });
  }
  return files.sort();
}
