import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledStack } from '../catalog/catalog.ts';
import { readFolder } from './folders.ts';

/** The stack's own files: relative path → content. */
export async function readScaffold(stack: InstalledStack): Promise<Map<string, Buffer>> {
  const folder = path.join(stack.dir, 'scaffold');
  const names = await readFolder(folder);
  const contents = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  return new Map(names.map((name, index) => [name, contents[index]!]));
}

/** The same as text, for those who read code. */
export function scaffoldTexts(scaffold: ReadonlyMap<string, Buffer>): Map<string, string> {
  return new Map([...scaffold].map(([name, content]) => [name, content.toString('utf8')]));
}
