import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileManifest } from '../domain/files.ts';

/**
 * Whether an app is still what was generated.
 * @returns the first thing that is wrong, for people; null when all is as recorded
 */
export async function checkApp(sourceDir: string, manifest: FileManifest): Promise<string | null> {
  for (const [name, entry] of Object.entries(manifest.files)) {
    let content: Buffer;
    try {
      content = await readFile(path.join(sourceDir, ...name.split('/')));
    } catch (error) {
      return `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
    }
    if (createHash('sha256').update(content).digest('hex') !== entry.sha256) {
      return `${name} was changed since the app was generated`;
    }
  }
  return null;
}
