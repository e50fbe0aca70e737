import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog } from '../../../../src/engine/catalog/catalog.ts';
import type { InstalledStack } from '../../../../src/engine/catalog/catalog.ts';
import { compileApp } from '../../../../src/engine/generation/builtin/compile.ts';
import { expressDefects } from '../../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { seedDefects } from '../../../../src/engine/generation/builtin/seeding.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** What the control models write for one template. */
export interface ControlApp {
  template: string;
  baseline: Map<string, string>;
  flawed: Map<string, string>;
}

export async function nodeExpress(): Promise<InstalledStack> {
  return (await loadCatalog(root)).stacks.get('node-express')!;
}

/** Relative path with `/` → content of a folder of text files. */
export async function readTexts(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async (entry): Promise<[string, string]> => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(folder, file).replaceAll('\\', '/'), await readFile(file, 'utf8')];
  });
  return new Map(await Promise.all(read));
}

/** The apps of the control models for all templates that ship with Assay. */
export async function controlApps(): Promise<ControlApp[]> {
  const { templates } = await loadCatalog(root);
  const controls = await readTexts(path.join((await nodeExpress()).dir, 'controls'));
  return [...templates.values()].map((template) => {
    const app = compileApp(template, controls);
    return {
      template: template.slug,
      baseline: app.files,
      flawed: seedDefects(expressDefects, app, 1).files,
    };
  });
}
