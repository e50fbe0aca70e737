import { unknownStack } from '../../domain/existing-app.ts';
import type { Stack } from '../../domain/stack.ts';

/** Where dependencies are listed: in the app's folder, or one folder below (`backend/`, `frontend/`). */
const lists = /^(?:[^/]+\/)?(package\.json|requirements\.txt)$/;

interface Dependencies {
  npm: Set<string>;
  python: Set<string>;
}

/**
 * The stack whose dependencies the app has; of several the one that asks for most.
 * @param names the app's files
 */
export async function recogniseStack(
  names: readonly string[],
  read: (name: string) => Promise<string>,
  stacks: Iterable<Pick<Stack, 'name' | 'recognisedBy'>>,
): Promise<string> {
  const found: Dependencies = { npm: new Set(), python: new Set() };
  for (const name of names) {
    const [, list] = lists.exec(name) ?? [];
    if (list === 'package.json') addNpm(found.npm, await read(name));
    if (list === 'requirements.txt') addPython(found.python, await read(name));
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

/** What is no such file tells nothing. */
function addNpm(known: Set<string>, text: string): void {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return;
  }
  for (const field of ['dependencies', 'devDependencies'] as const) {
    const list = (content as Record<string, unknown> | null)?.[field];
    if (typeof list === 'object' && list !== null) for (const name of Object.keys(list)) known.add(name);
  }
}

/** https://pip.pypa.io/en/stable/reference/requirements-file-format/ and PEP 503's normal form of names */
function addPython(known: Set<string>, text: string): void {
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, name] =
      /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;@#\s\\])/.exec(line) ?? [];
    if (name !== undefined) known.add(name.toLowerCase().replaceAll(/[-_.]+/g, '-'));
  }
}
