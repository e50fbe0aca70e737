import assert from 'node:assert/strict';
import type { AppRuntime } from '../../../src/engine/domain/executors.ts';
import type { Template, TemplateEndpoint } from '../../../src/engine/domain/template.ts';
import { createBench } from './apps.ts';
import type { Bench } from './apps.ts';
import { processRuntime, send, startGenerated } from './running.ts';
import type { Json } from './running.ts';

/** The types of an example, as far as they are fixed: an answer has the same. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [shape(value[0])] : [];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

describe('apps of builtin/baseline, running', function () {
  this.timeout(120_000);
  let bench: Bench;
  let runtime: AppRuntime;
  before(async () => {
    bench = await createBench();
    runtime = processRuntime(bench);
  });
  after(() => bench.remove());

  const start = (template: string) => startGenerated(bench, runtime, 'builtin/baseline', template);

  const withQuery = ({ method, path: route, request }: TemplateEndpoint) => {
    if (method !== 'GET' || request === null) return route;
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(request)) query.set(key, String(value));
    return `${route}?${query.toString()}`;
  };
  const createOf = (template: Template) =>
    template.api_endpoints.find(
      ({ method, response }) => method === 'POST' && JSON.stringify(response).includes('"id"'),
    )!;
  const rowIn = (body: unknown) => ((body as Json)['data'] ?? body) as Json;

  for (const slug of ['notes', 'expenses', 'links']) {
    it(`builtin/baseline serves every endpoint of ${slug} in the shape of its example`, async () => {
      const template = bench.catalog.templates.get(slug)!;
      const app = await start(slug);
      try {
        const create = createOf(template);
        for (const endpoint of template.api_endpoints) {
          const { body } = await send(app, 'POST', create.path, create.request);
          const route = withQuery(endpoint).replace(':id', String(rowIn(body)['id']));
          const sent = endpoint.method === 'GET' ? undefined : (endpoint.request ?? undefined);
          const answer = await send(app, endpoint.method, route, sent);
          const name = `${endpoint.method} ${endpoint.path}: ${JSON.stringify(answer.body)}`;
          const success = endpoint === create ? 201 : endpoint.response === null ? 204 : 200;
          assert.equal(answer.status, success, name);
          if (endpoint.response !== null)
            assert.deepEqual(shape(answer.body), shape(endpoint.response), name);
        }
      } finally {
        await app.stop();
      }
    });

    it(`builtin/baseline stores, changes and deletes in ${slug}, and refuses what is wrong`, async () => {
      const template = bench.catalog.templates.get(slug)!;
      const app = await start(slug);
      try {
        const create = createOf(template);
        const sent = create.request as Json;
        const created = rowIn((await send(app, 'POST', create.path, sent)).body);
        const one = `${create.path}/${String(created['id'])}`;
        assert.deepEqual(rowIn((await send(app, 'GET', one)).body), created);
        for (const [key, value] of Object.entries(sent)) assert.deepEqual(created[key], value);

        const update = template.api_endpoints.find(({ method }) => method === 'PUT' || method === 'PATCH')!;
        const change = update.path.endsWith(':id') ? (update.request as Json) : { title: 'Other', body: 'x' };
        const method = update.path.endsWith(':id') ? update.method : 'PUT';
        assert.equal((await send(app, method, one, change)).status, 200);
        const changed = rowIn((await send(app, 'GET', one)).body);
        for (const [key, value] of Object.entries(change)) assert.deepEqual(changed[key], value);

        const required = Object.keys(sent)[0]!;
        const bad = [
          {},
          { ...sent, [required]: '' },
          { ...sent, [required]: 7 },
          { ...sent, [required]: null },
        ];
        for (const body of [...bad, { ...sent, [required]: 'x'.repeat(9_000) }, [], '{', '"text"']) {
          const answer = await send(app, 'POST', create.path, body);
          assert.equal(answer.status, 400, JSON.stringify(body).slice(0, 80));
          assert.equal(typeof (answer.body as Json)['error'], 'string');
          assert.doesNotMatch(JSON.stringify(answer.body), /node_modules|at .*\.js/);
        }
        assert.equal((await send(app, 'POST', create.path, { ...sent, x: 'x'.repeat(200_000) })).status, 413);
        for (const [route, status] of [
          ['999999', 404],
          ['abc', 400],
          ['1%20OR%201', 400],
        ] as const) {
          assert.equal((await send(app, 'GET', `${create.path}/${route}`)).status, status);
          assert.equal((await send(app, 'DELETE', `${create.path}/${route}`)).status, status);
        }
        assert.ok((await send(app, 'DELETE', one)).status < 300);
        assert.equal((await send(app, 'GET', one)).status, 404);
        assert.equal((await send(app, 'GET', '/api/nothing')).status, 404);
      } finally {
        await app.stop();
      }
    });
  }

  it('builtin/baseline finds what is searched for literally, and toggles', async () => {
    const app = await start('notes');
    try {
      for (const title of ['100% done', '1000 things', "it's"])
        await send(app, 'POST', '/api/notes', { title });
      const search = async (text: string) => {
        const { body } = await send(app, 'GET', `/api/notes/search?q=${encodeURIComponent(text)}`);
        return (body as { notes: { title: string }[] }).notes.map(({ title }) => title);
      };
      assert.deepEqual(await search('100%'), ['100% done']);
      assert.deepEqual(await search('DONE'), ['100% done']);
      assert.deepEqual(await search("' OR 1=1 --"), []);
      assert.equal(rowIn((await send(app, 'PATCH', '/api/notes/1/pin')).body)['pinned'], true);
      assert.equal(rowIn((await send(app, 'PATCH', '/api/notes/1/pin')).body)['pinned'], false);
    } finally {
      await app.stop();
    }
  });

  it('builtin/baseline sends the headers that protect a page, and its files', async () => {
    const app = await start('links');
    try {
      const page = await send(app, 'GET', '/');
      assert.match(String(page.body), /<h1>Link Collection<\/h1>/);
      for (const name of [
        'content-security-policy',
        'x-content-type-options',
        'referrer-policy',
        'x-frame-options',
      ]) {
        assert.ok(page.headers.get(name), name);
      }
      assert.equal(page.headers.get('x-powered-by'), null);
      for (const file of ['app.js', 'page.js', 'collection.js', 'config.js', 'style.css', 'icon.svg']) {
        assert.equal((await send(app, 'GET', `/${file}`)).status, 200, file);
      }
    } finally {
      await app.stop();
    }
  });
});
