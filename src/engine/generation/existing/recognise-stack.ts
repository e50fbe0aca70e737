import { unknownStack } from '../../domain/existing-app.ts';
import type { Stack } from '../../domain/stack.ts';
import { dependenciesIn, dependencyList } from './dependency-lists.ts';

/**
 * The stack whose dependencies the app has; of several the one that asks for most.
 * @param names the app's files
 */
export async function recogniseStack(
  names: readonly string[],
  read: (name: string) => Promise<string>,
  stacks: Iterable<Pick<Stack, 'name' | 'recognisedBy'>>,
): Promise<string> {
  const found = { npm: new Set<string>(), python: new Set<string>() };
  for (const name of names) {
    const kind = dependencyList(name);
    if (kind === null) continue;
    for (const one of dependenciesIn(name, await read(name), ['dependencies', 'devDependencies'])) {
      found[kind].add(one);
    }
  }
  let best = { name: unknownStack, asked: 0 };
  for (const { name, recognisedBy } of stacks) {
    const { npm = [], python = [] } = recognisedBy ?? {};
    const asked = npm.length + python.length;
    const has = npm.every((one) => found.npm.has(one)) && python.every((one) => found.python.has(one));
    if (has && asked > best.asked) best = { name, asked };
  }
  return best.name;
}
