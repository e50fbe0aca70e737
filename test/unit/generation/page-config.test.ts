import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { readMeaning } from '../../../src/engine/generation/builtin/meaning.ts';
import type { Path } from '../../../src/engine/generation/builtin/page/calls.ts';
import { emitPageConfig } from '../../../src/engine/generation/builtin/page/page-config.ts';
import type { describeView } from '../../../src/engine/generation/builtin/page/view-config.ts';
import { root } from './apps.ts';
import { hostileTemplates } from './hostile-templates.ts';

const { templates } = await loadCatalog(root);

type Collection = ReturnType<typeof describeView>;

/** As the page reads it: by running the module. */
async function readCollections(template: Template): Promise<Map<string, Collection>> {
  const code = emitPageConfig(template, readMeaning(template));
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const { config } = (await import(url)) as { config: { collections: Collection[] } };
  return new Map(config.collections.map((collection) => [collection.key, collection]));
}

/** Keys of the collections by how many rows lead to them; what cannot be reached is not among them. */
function depths(collections: Map<string, Collection>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const visit = (key: string, depth: number) => {
    const known = found.get(key) ?? [];
    if (known.length > 3) return;
    found.set(key, [...known, depth]);
    for (const child of collections.get(key)!.children) visit(child, depth + 1);
  };
  for (const { key, isRoot } of collections.values()) if (isRoot) visit(key, 0);
  return found;
}

function pathsOf({ list, create, update, remove, summary, search, actions }: Collection): Path[] {
  const calls = [list, create, update, remove, summary, search, ...actions];
  return calls.flatMap((call) => (call ? [call.path] : []));
}

const of = async (slug: string) => readCollections(templates.get(slug)!);
const text = (path: Path) =>
  path.map((part) => (typeof part === 'string' ? part : `{${part.up} ${part.key}}`)).join('');

describe('the description of an app for its page', () => {
  it('leads to every list of the twenty templates', async () => {
    for (const [slug, template] of templates) {
      const collections = await readCollections(template);
      assert.deepEqual([...depths(collections).keys()].sort(), [...collections.keys()].sort(), slug);
      const shown = [...collections.values()].flatMap(({ list, search }) => [list, search]);
      const lists = readMeaning(template).operations.filter(({ action }) => action.kind === 'list');
      const paths = new Set(
        shown.flatMap((call) => (call ? [text(call.path).replace(/\{.*?\}/g, ':')] : [])),
      );
      for (const { path } of lists) assert.ok(paths.has(path.route.replace(/:\w+/g, ':')), path.route);
    }
  });

  it('leads from a board to its cards and from a card to its comments', async () => {
    const collections = await of('board');
    assert.deepEqual(collections.get('boards')?.children, ['boards-cards']);
    assert.deepEqual(collections.get('boards-cards')?.children, ['cards-comments']);
    assert.equal(text(collections.get('cards-comments')!.create!.path), '/api/cards/{1 id}/comments');
    assert.equal(text(collections.get('cards-comments')!.remove!.path), '/api/comments/{0 id}');
  });

  it('shows administrators the lists of everybody beside their own, each with its own comments', async () => {
    const collections = await of('help-desk');
    const [own, all] = [collections.get('tickets')!, collections.get('all-tickets')!];
    assert.deepEqual(
      [own.title, own.list?.need, own.children],
      ['Tickets', 'signed-in', ['tickets-comments']],
    );
    assert.deepEqual(
      [all.title, all.list?.need, all.children],
      ['All tickets', 'administrator', ['all-tickets-comments']],
    );
    assert.deepEqual(
      all.actions.map(({ label }) => label),
      ['Resolve', 'Start'],
    );
  });

  it('keeps figures of everybody’s rows away from one’s own', async () => {
    const collections = await of('wallet');
    assert.equal(collections.get('wallets')?.summary, null);
    assert.equal(text(collections.get('all-wallets')!.summary!.path), '/api/admin/wallets/summary');
  });

  it('gives a new row what it is made in, where the path does not say it', async () => {
    const collections = await of('booking');
    const given = collections.get('rooms-bookings')?.create?.given;
    assert.deepEqual(given, { key: 'room_id', from: 'id', many: false });
    assert.equal(collections.get('bookings')?.create?.given, null);
    assert.ok(!collections.get('rooms-bookings')?.fields.some(({ key }) => key === 'room_id'));
  });

  it('lets only whose it is change what is one’s own', async () => {
    const posts = (await of('forum')).get('topics-posts');
    assert.deepEqual(posts?.update?.own, { key: 'author_id', administratorsToo: false });
    assert.equal(posts?.actions.find(({ label }) => label === 'Like')?.own, null);
  });

  it('asks for rows that lead to a place only, and names no place that is not there', async () => {
    const given = fc.sample(hostileTemplates, { numRuns: 300, seed: 11 });
    const valid = given.flatMap((one) => templateSchema.safeParse(one).data ?? []);
    assert.ok(valid.length > 50, `only ${valid.length} of the templates are valid`);
    for (const template of valid) {
      const collections = await readCollections(template);
      for (const [key, found] of depths(collections)) {
        const ups = pathsOf(collections.get(key)!).flatMap((path) =>
          path.map((part) => (typeof part === 'string' ? 0 : part.up)),
        );
        assert.ok(Math.max(0, ...ups) <= Math.min(...found));
      }
    }
  });
});
