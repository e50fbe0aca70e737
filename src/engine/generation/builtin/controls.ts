import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readFolder } from '../folders.ts';

/** The parts that are the same in every app of the control models on a stack, by path: `controls/` of its folder. */
export async function readControls(stackDir: string): Promise<Map<string, string>> {
  const folder = path.join(stackDir, 'controls');
  const names = await readFolder(folder);
  const entries = names.map(async (name): Promise<[string, string]> => [
    name,
    await readFile(path.join(folder, name), 'utf8'),
  ]);
  return new Map(await Promise.all(entries));
}
