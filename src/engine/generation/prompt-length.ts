import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledStack } from '../catalog/catalog.ts';
import type { Template } from '../domain/template.ts';
import { readFolder } from './folders.ts';
import { renderPrompts } from './prompts.ts';

/** How long the prompts of an app are together. */
export async function promptCharacters(template: Template, stack: InstalledStack): Promise<number> {
  const folder = path.join(stack.dir, 'scaffold');
  const scaffold = new Map<string, Buffer>();
  for (const name of await readFolder(folder)) scaffold.set(name, await readFile(path.join(folder, name)));
  const { system, user } = await renderPrompts(template, stack, scaffold);
  return system.length + user.length;
}
