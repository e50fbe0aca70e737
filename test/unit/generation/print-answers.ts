/** Prints, as JSON, the hash of what each control model answers for each template and stack under two seeds. */
import { createHash } from 'node:crypto';
import { createBuiltinProvider } from '../../../src/engine/generation/builtin/builtin-provider.ts';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { root } from './apps.ts';

const [, , ...pairs] = process.argv;
const provider = createBuiltinProvider();
const { templates, stacks } = await loadCatalog(root);
const { signal } = new AbortController();
const hashes: Record<string, string> = {};
for (const pair of pairs) {
  const [model, name] = pair.split('@') as [string, string];
  for (const [slug, template] of templates) {
    for (const seed of [1, 7]) {
      const context = { template, stack: stacks.get(name)!, seed };
      const answer = await provider.complete({ model, messages: [], context }, { signal });
      hashes[`${pair} ${slug} ${seed}`] = createHash('sha256').update(JSON.stringify(answer)).digest('hex');
    }
  }
}
process.stdout.write(JSON.stringify(hashes));
