import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../domain/errors.ts';
import type { KnownNames } from '../domain/pipeline-file.ts';
import { stackSchema } from '../domain/stack.ts';
import type { Stack } from '../domain/stack.ts';
import { templateSchema } from '../domain/template.ts';
import type { Template } from '../domain/template.ts';
import { readJson } from './read-json.ts';

/** The models that need no key and no network. */
export const builtinModels = ['builtin/baseline', 'builtin/flawed'] as const;
export type BuiltinModel = (typeof builtinModels)[number];

export interface InstalledStack extends Stack {
  /** Absolute folder: `stack.json`, `scaffold/`, `prompts/`, `controls/`, `Dockerfile`. */
  readonly dir: string;
}

/** What can be built, and how: the data that ships with Assay. */
export interface Catalog {
  /** By slug. */
  readonly templates: ReadonlyMap<string, Template>;
  /** By name. */
  readonly stacks: ReadonlyMap<string, InstalledStack>;
  /** Reads again what may have changed since. */
  refresh(): Promise<void>;
  /** @param providers whose models a file may name: as in `Capabilities.providers` */
  knownNames(providers: readonly string[]): KnownNames;
}

/**
 * Reads `templates/*.json` and `stacks/<name>/stack.json`.
 * @param root absolute folder that holds `templates/` and `stacks/`
 * @throws InputError naming file, line and column of everything that is wrong in the first wrong file
 */
export async function loadCatalog(root: string): Promise<Catalog> {
  const [templates, stacks] = await Promise.all([loadTemplates(root), loadStacks(root)]);
  return {
    templates,
    stacks,
    refresh: async () => {},
    knownNames: (providers) => ({
      providers: new Set(providers),
      models: new Set(builtinModels),
      templates: new Set(templates.keys()),
      stacks: new Set(stacks.keys()),
    }),
  };
}

async function loadTemplates(root: string): Promise<Map<string, Template>> {
  const folder = path.join(root, 'templates');
  const templates = new Map<string, Template>();
  for (const name of await namesIn(folder, (entry) => entry.isFile() && entry.name.endsWith('.json'))) {
    const file = path.join(folder, name);
    const template = await readJson(file, templateSchema);
    if (template.slug !== path.basename(name, '.json')) {
      throw InputError.of(file, `has the slug "${template.slug}"; name the file ${template.slug}.json`);
    }
    templates.set(template.slug, template);
  }
  return templates;
}

async function loadStacks(root: string): Promise<Map<string, InstalledStack>> {
  const folder = path.join(root, 'stacks');
  const stacks = new Map<string, InstalledStack>();
  for (const name of await namesIn(folder, (entry) => entry.isDirectory())) {
    const dir = path.join(folder, name);
    const file = path.join(dir, 'stack.json');
    const stack = await readJson(file, stackSchema);
    if (stack.name !== name) {
      throw InputError.of(file, `has the name "${stack.name}"; its folder must be called so too`);
    }
    stacks.set(name, { ...stack, dir });
  }
  return stacks;
}

type Entry = { name: string; isFile(): boolean; isDirectory(): boolean };

async function namesIn(folder: string, wanted: (entry: Entry) => boolean): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(wanted)
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw InputError.of(folder, `cannot be read: ${(error as Error).message}`);
  }
}
