import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import { readControls } from '../../../src/engine/generation/builtin/controls.ts';
import { readField } from '../../../src/engine/generation/builtin/fields.ts';
import { ensureNpmInstalled } from '../../../src/engine/processes/cached-install.ts';
import { writeFiles } from '../../support/write-files.ts';
import { createBench, freely, installation, root } from './apps.ts';
import type { Bench } from './apps.ts';
import { hostileTemplates } from './hostile-templates.ts';

const stackDir = path.join(root, 'stacks/node-express');

describe('compiling a template', function () {
  this.timeout(120_000);
  let bench: Bench;
  let packages: string;
  let controls: Map<string, string>;
  before(async () => {
    bench = await createBench();
    const source = { name: 'node-express', sourceDir: path.join(stackDir, 'scaffold') };
    packages = await ensureNpmInstalled(installation, source, freely());
    controls = await readControls(stackDir);
    await symlink(path.join(packages, 'node_modules'), path.join(bench.folder, 'node_modules'), 'junction');
  });
  after(() => bench.remove());

  let apps = 0;
  /** Loads the app's code and builds it: every statement is prepared, every route defined. */
  async function load(template: Template): Promise<void> {
    const folder = path.join(bench.folder, `app-${++apps}`);
    await mkdir(path.join(folder, 'data'), { recursive: true });
    await writeFile(path.join(bench.folder, 'package.json'), '{"type":"module"}');
    await writeFiles(folder, compileApp(template, controls).files);
    const appModule = (await import(pathToFileURL(path.join(folder, 'src/app.js')).href)) as {
      createApp(folders: { dataDir: string; publicDir: string }): unknown;
    };
    appModule.createApp({ dataDir: path.join(folder, 'data'), publicDir: path.join(folder, 'public') });
    await import(pathToFileURL(path.join(folder, 'public/config.js')).href);
    const page = await readFile(path.join(folder, 'public/index.html'), 'utf8');
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.doesNotMatch(page, /<img/);
  }

  it('gives an app that starts, whatever the words of the template, and none of them is code', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTemplates, async (given) => {
        const parsed = templateSchema.safeParse(given);
        fc.pre(parsed.success);
        await load(parsed.data);
        assert.ok(!('escaped' in globalThis), 'a word of the template ran as code');
        assert.ok(!('escaped' in Object.prototype));
      }),
      { numRuns: 100 },
    );
  });

  it('answers 501 for what it cannot work out, and says so in code', async () => {
    const notes = bench.catalog.templates.get('notes')!;
    const odd = {
      method: 'POST',
      path: '/api/notes/:id/translate',
      description: '',
      request: null,
      response: { text: 'x' },
    } as const;
    const { files } = compileApp({ ...notes, api_endpoints: [...notes.api_endpoints, odd] }, controls);
    assert.match(files.get('src/routes.js')!, /'\/api\/notes\/:id\/translate', [^]*?new HttpError\(501/);
  });

  it('builds redirects, bulk deletes, pages, related entities and unique fields', async () => {
    const link = { id: 1, slug: 'docs', url: 'https://example.com', clicks: 0 };
    const template: Template = {
      ...bench.catalog.templates.get('links')!,
      api_endpoints: [
        { method: 'GET', path: '/r/:slug', description: '', request: null, response: null },
        {
          method: 'GET',
          path: '/api/links',
          description: '',
          request: { page: 1 },
          response: { items: [link], page: 1, pages: 1, total: 1 },
        },
        {
          method: 'POST',
          path: '/api/links/bulk-delete',
          description: '',
          request: { ids: [1] },
          response: { deleted: 1 },
        },
        {
          method: 'POST',
          path: '/api/folders',
          description: '',
          request: { name: 'a' },
          response: { success: true, folder: { id: 1, name: 'a' } },
        },
      ],
      data_model: {
        name: 'Link',
        fields: { id: 'integer', slug: 'string (required, unique)', url: 'url', clicks: 'integer (auto)' },
        related: [{ name: 'Folder', fields: { id: 'integer', name: 'string (required)' } }],
      },
    };
    const routes = compileApp(template, controls).files.get('src/routes.js')!;
    assert.doesNotMatch(routes, /501/);
    assert.match(
      routes,
      /links\.by_slug\(String\(request\.params\.slug\)\)[^]*response\.redirect\(row\.url\)/,
    );
    assert.match(routes, /pages: Math\.ceil\(links\.count\(filter\) \/ filter\.limit\)/);
    assert.match(routes, /deleted: count/);
    assert.match(routes, /success: true, folder: showFolder\(row\)/);
    await load(template);
  });

  const phrases: [string, string, object][] = [
    ['title', 'string (required, max 200 chars)', { kind: 'text', required: true, max: 200, min: null }],
    ['amount', 'number (required, min 0.01, max 1000000)', { kind: 'number', min: 0.01, max: 1_000_000 }],
    ['tags', 'list of strings (max 10 items, max 30 chars each)', { kind: 'list', max: 10, itemMax: 30 }],
    ['kind', 'string (one of: a, b or c)', { kind: 'choice', choices: ['a', 'b', 'c'] }],
    ['done', 'boolean (default true)', { kind: 'boolean', initial: 1, required: false }],
    ['created_at', 'datetime', { kind: 'datetime', readOnly: true }],
    ['due', 'datetime (required)', { kind: 'datetime', readOnly: false }],
    ['id', 'uuid (primary key)', { kind: 'uuid', readOnly: true }],
    ['visits', 'integer (read only, default 0)', { kind: 'integer', readOnly: true, initial: 0 }],
    ['mail', 'string (email, unique)', { kind: 'email', unique: true }],
  ];
  for (const [key, text, expected] of phrases) {
    it(`reads the phrase "${text}"`, () => {
      const field = readField(key, key, text);
      assert.deepEqual({ ...field, ...expected }, { ...field });
    });
  }
});
