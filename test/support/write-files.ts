import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes files by their names, relative with `/`; folders are made. */
export async function writeFiles(folder: string, files: Iterable<readonly [string, string]>): Promise<void> {
  for (const [name, content] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
}
