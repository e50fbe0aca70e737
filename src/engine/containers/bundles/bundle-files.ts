import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { isPlainName } from '../../processes/plain-name.ts';
import type { ContextFile } from '../images/build-context.ts';
import { maxOutputFiles } from './bundle.ts';

/** As file systems have them at most. */
const maxNameBytes = 255;
const maxPathBytes = 1_024;
const controlCharacter = /\p{Cc}/u;

/**
 * Reads the files that a bundle has made. Whoever wrote the archive may have written anything into it.
 * @param archive a tar archive (POSIX.1-2001, or as GNU tar writes it), in parts
 * @throws Error that says what is wrong with it: it is no archive, has too many files, or has anything but folders and
 *   files with names that are plain
 */
export async function readBundle(archive: readonly Buffer[]): Promise<ContextFile[]> {
  const unpacked = extract();
  Readable.from(archive).pipe(unpacked);
  const files = new Map<string, Buffer>();
  const folders = new Set<string>();
  for await (const entry of unpacked) {
    const { name, type } = entry.header;
    if (type === 'directory') {
      entry.resume();
      continue;
    }
    const path = name.replace(/^\.\//, '');
    if (type !== 'file') throw new Error(`${told(path)} is no file but a ${type ?? 'thing without a kind'}`);
    if (!isUsable(path)) throw new Error(`${told(path)} is no name for a file of an app`);
    if (files.size === maxOutputFiles) throw new Error(`there are more than ${maxOutputFiles} files`);
    const above = foldersAbove(path);
    if (files.has(path) || folders.has(path) || above.some((folder) => files.has(folder))) {
      throw new Error(`${told(path)} is there twice`);
    }
    for (const folder of above) folders.add(folder);
    const content: Buffer[] = [];
    for await (const chunk of entry) content.push(chunk as Buffer);
    files.set(path, Buffer.concat(content));
  }
  return [...files].map(([path, content]) => ({ path, content }));
}

function isUsable(path: string): boolean {
  if (!isPlainName(path) || path === '.' || path.endsWith('/') || controlCharacter.test(path)) return false;
  if (Buffer.byteLength(path) > maxPathBytes) return false;
  return path.split('/').every((part) => Buffer.byteLength(part) <= maxNameBytes);
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** It may be long, and have anything in it. */
const told = (path: string): string => JSON.stringify(path.length > 100 ? `${path.slice(0, 100)}…` : path);
