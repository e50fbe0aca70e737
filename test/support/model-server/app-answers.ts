import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { createBuiltinProvider } from '../../../src/engine/generation/builtin/builtin-provider.ts';

/** The server may be started anywhere. */
const root = path.resolve(import.meta.dirname, '../../..');

/** Answers a prompt as a careful model would: what `builtin/baseline` writes for the template that the prompt names. */
export async function createAppAnswers(): Promise<(prompt: string) => Promise<string>> {
  const catalog = await loadCatalog(root);
  const provider = createBuiltinProvider();
  const [stack] = catalog.stacks.values();
  const known = new Map<string, Promise<string>>();
  const write = async (slug: string) => {
    const context = { template: catalog.templates.get(slug)!, stack: stack!, seed: 1 };
    const request = { model: 'builtin/baseline', messages: [], context };
    return (await provider.complete(request, { signal: new AbortController().signal })).text;
  };
  return async (prompt) => {
    const named = [...catalog.templates.values()].find(({ name }) => prompt.includes(name));
    if (!named) return 'There is no template in this prompt, so here is no app.\n';
    const { slug } = named;
    if (!known.has(slug)) known.set(slug, write(slug));
    return known.get(slug)!;
  };
}
