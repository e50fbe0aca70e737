import { createHash } from 'node:crypto';
import { readAppFile } from './read-app-file.ts';
import type { ScannedFile } from './scan-folder.ts';

/** SHA-256, hex, of names and contents: the same for the same app, wherever it lies. */
export async function folderDigest(folder: string, files: readonly ScannedFile[]): Promise<string> {
  const all = createHash('sha256');
  for (const { name } of files) {
    const content = await readAppFile(folder, name);
    all.update(`${JSON.stringify(name)}\n${createHash('sha256').update(content).digest('hex')}\n`);
  }
  return all.digest('hex');
}
