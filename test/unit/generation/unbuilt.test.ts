import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template, TemplateEndpoint } from '../../../src/engine/domain/template.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import { compileFlaskApp } from '../../../src/engine/generation/builtin/flask/compile-flask.ts';
import { createBench, freely } from './apps.ts';
import type { Bench } from './apps.ts';
import { hostileTemplates } from './hostile-templates.ts';

const post = (route: string, request: TemplateEndpoint['request'], response: TemplateEndpoint['response']) =>
  ({ method: 'POST', path: route, description: '', request, response }) satisfies TemplateEndpoint;
const user = { name: 'ada', password: 'long enough' };

/** Endpoints that nobody could know, each for another reason. */
const odd = [
  post('/api/notes/:id/translate', null, { text: 'x' }),
  post('/api/planets/:planet/notes/:id/x', null, null),
  { ...post('/api/notes/:id', null, { id: 1, moons: [3] }), method: 'GET' },
  post('/api/notes/quick', { body: 'Milk' }, { id: 1, title: 'Milk', body: 'Milk' }),
  { ...post('/api/notes/far', null, [{ id: 1, title: 'Io', body: 'x', moons: 3 }]), method: 'GET' },
  post('/api/login', user, { token: 'x' }),
  post('/api/users/import', { items: [user] }, { imported: 1 }),
] satisfies TemplateEndpoint[];
const reasons = [
  /^POST \/api\/notes\/:id\/translate: .*do not say what it does\.$/,
  /^POST \/api\/planets\/:planet\/notes\/:id\/x: .*the data model does not have\.$/,
  /^GET \/api\/notes\/:id: .*the data model does not hold\.$/,
  /^POST \/api\/notes\/quick: .*lacks what the data model requires\.$/,
  /^GET \/api\/notes\/far: .*the data model does not hold\.$/,
  /^POST \/api\/users\/import: .*each with a password\.$/,
];

describe('endpoints that the control models cannot build', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await createBench();
    const notes = bench.catalog.templates.get('notes')!;
    const others = notes.api_endpoints.filter(({ path: route }) => route !== '/api/notes/:id');
    const template = { ...notes, slug: 'odd', api_endpoints: [...others, ...odd] };
    (bench.catalog.templates as Map<string, Template>).set('odd', template);
  });
  after(() => bench.remove());

  for (const stack of ['node-express', 'react-flask']) {
    it(`are remarked with the reason and stand in the README of an app on ${stack}`, async () => {
      for (const model of ['builtin/baseline', 'builtin/flawed']) {
        const task = { ...(await bench.task(model, 'odd')), stack };
        const { remarks, manifest } = await bench.executor.generate(task, freely());
        const told = remarks.filter(({ kind }) => kind === 'unbuilt').map(({ detail }) => detail);
        assert.equal(told.length, reasons.length, told.join('\n'));
        const readme = await readFile(path.join(task.workDir, 'app/README.md'), 'utf8');
        assert.equal(manifest.files['README.md']?.origin, 'scaffold');
        for (const reason of reasons) {
          const detail = told.find((text) => reason.test(text));
          assert.ok(detail !== undefined, `${String(reason)} in ${told.join('\n')}`);
          const [endpoint, why] = detail.split(/(?<=^\w+ \S+): /);
          assert.ok(readme.includes(`\n- \`${endpoint}\`: ${why}\n`), readme);
        }
      }
    });
  }

  it('are none of the templates that ship, whose README stays as it is', async () => {
    for (const [slug, template] of bench.catalog.templates) {
      if (slug === 'odd') continue;
      assert.deepEqual(compileApp(template, new Map()).unbuilt, [], slug);
      assert.deepEqual(compileFlaskApp(template, new Map()).unbuilt, [], slug);
    }
    const task = await bench.task('builtin/baseline', 'notes');
    const { remarks } = await bench.executor.generate(task, freely());
    assert.deepEqual(remarks, []);
    assert.doesNotMatch(await readFile(path.join(task.workDir, 'app/README.md'), 'utf8'), /Not built/);
  });

  it('are the same on both stacks, and as many as the code answers with 501', () => {
    fc.assert(
      fc.property(hostileTemplates, (given) => {
        const parsed = templateSchema.safeParse(given);
        fc.pre(parsed.success);
        const [node, flask] = [compileApp(parsed.data, new Map()), compileFlaskApp(parsed.data, new Map())];
        assert.deepEqual(node.unbuilt, flask.unbuilt);
        const answers = node.files.get('src/routes.js')!.split("new HttpError(501, 'This").length - 1;
        assert.equal(node.unbuilt.length, answers);
      }),
      { numRuns: 200, seed: 501 },
    );
  });
});
