import path from 'node:path';
import { readFile } from 'node:fs/promises';
import type { InstalledStack } from '../../catalog/catalog.ts';
import { dependencyList, dependenciesIn } from './dependency-lists.ts';

/**
 * Whether an app has what apps of its stack are started with, as far as its files tell.
 * @param names the app's files
 * @returns why it cannot be started, as it goes on after "since"; null: nothing speaks against it
 */
export async function whyNotStartable(
  names: readonly string[],
  read: (name: string) => Promise<string>,
  stack: InstalledStack,
): Promise<string | null> {
  const parts = [stack.entry, ...stack.required.map((required) => required.path)];
  const missing = parts.filter((part) => !names.includes(part));
  if (missing.length > 0)
    return `it has no ${missing.join(' and no ')}, with which apps of ${stack.name} are started`;
  for (const name of names.filter((name) => dependencyList(name) !== null)) {
    const brought = dependenciesIn(name, await scaffoldText(stack, name), [
      'dependencies',
      'devDependencies',
    ]);
    const wanted = dependenciesIn(name, await read(name), ['dependencies']);
    const foreign = [...wanted].filter((wants) => !brought.has(wants));
    if (foreign.length > 0)
      return `it needs ${foreign.slice(0, 3).join(', ')}, which ${stack.name} does not bring`;
  }
  return null;
}

/** '' where the scaffold has no such file. */
async function scaffoldText({ dir }: InstalledStack, name: string): Promise<string> {
  try {
    return await readFile(path.join(dir, 'scaffold', ...name.split('/')), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
