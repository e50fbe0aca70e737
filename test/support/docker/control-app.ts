import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from '../../../src/engine/catalog/catalog.ts';
import type { compileApp as Compile } from '../../../src/engine/generation/builtin/compile.ts';

/** All files of the baseline's app of a template, the scaffold's included. */
export async function readControlApp(
  catalog: Catalog,
  template: string,
  compileApp: typeof Compile,
): Promise<Map<string, string>> {
  const stack = catalog.stacks.get('node-express')!;
  const controls = await readTexts(path.join(stack.dir, 'controls'));
  const scaffold = await readTexts(path.join(stack.dir, 'scaffold'));
  return new Map([...scaffold, ...compileApp(catalog.templates.get(template)!, controls).files]);
}

async function readTexts(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    texts.set(path.relative(folder, file).replaceAll('\\', '/'), await readFile(file, 'utf8'));
  }
  return texts;
}
