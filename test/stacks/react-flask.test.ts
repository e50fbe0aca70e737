import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { EndpointTester } from '../../src/analyzer/endpoints/tester.ts';
import { loadCatalog } from '../../src/engine/catalog/catalog.ts';
import { templateSchema } from '../../src/engine/domain/template.ts';
import { readControls } from '../../src/engine/generation/builtin/controls.ts';
import { compileFlaskApp } from '../../src/engine/generation/builtin/flask/compile-flask.ts';
import { root } from '../unit/generation/apps.ts';
import { hostileTemplates } from '../unit/generation/hostile-templates.ts';
import { checkNames, countriesTemplate } from '../unit/generation/named-by-clients.ts';
import { checkWhoseIsWhat, ticketsTemplate } from '../unit/generation/own-things.ts';
import {
  buildFrontEnd,
  flaskPlace,
  parsePython,
  stackDir,
  withFlaskApp,
  writeApp,
} from './support/flask-apps.ts';

const { templates } = await loadCatalog(root);

describe('the stack react-flask', () => {
  const place = flaskPlace();

  it('builds, is healthy and serves its page as it is, before a model wrote anything', async () => {
    const app = path.join(place.folder, 'bare');
    await writeApp(app, null);
    await buildFrontEnd(app);
    await withFlaskApp(app, place.packages, async (baseUrl) => {
      const health = await fetch(`${baseUrl}/health`);
      assert.equal(health.status, 200);
      const page = await fetch(baseUrl);
      assert.equal(page.status, 200);
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
      assert.equal((await fetch(baseUrl + script)).status, 200);
    });
  });

  it('builds the front end of a generated app, which may load nothing from elsewhere', async () => {
    const app = path.join(place.folder, 'notes-page');
    await writeApp(app, templates.get('notes')!);
    await buildFrontEnd(app);
    await withFlaskApp(app, place.packages, async (baseUrl) => {
      const page = await fetch(baseUrl);
      assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
      assert.match(await page.text(), /<div id="root">/);
    });
  });

  it('names no host but the public registry in its lock file', async () => {
    const lock = await readFile(path.join(stackDir, 'scaffold/frontend/package-lock.json'), 'utf8');
    const hosts = [...lock.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host);
    assert.deepEqual(
      hosts.filter((host) => host !== 'registry.npmjs.org'),
      [],
    );
  });

  it('is Python that parses, whatever the words of the template, and none of them is code', async () => {
    const controls = await readControls(stackDir);
    const files: string[] = [];
    const given = fc.sample(hostileTemplates, { numRuns: 400, seed: 7 });
    const valid = given.map((one) => templateSchema.safeParse(one)).filter(({ success }) => success);
    assert.ok(valid.length > 50, `only ${valid.length} of the templates are valid`);
    for (const [number, { data }] of valid.entries()) {
      const app = path.join(place.folder, `hostile-${number}`);
      await mkdir(app);
      for (const [name, content] of compileFlaskApp(data!, controls).files) {
        if (!name.endsWith('.py') || controls.has(name)) continue;
        const file = path.join(app, path.basename(name));
        await writeFile(file, content);
        files.push(file);
        // A word that stands outside of its literal would be seen here: it is code no more.
        const bare = content.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""');
        assert.doesNotMatch(bare, /escaped =|globalThis|DROP TABLE|onerror=/);
      }
    }
    await parsePython(files, path.join(place.folder, 'files.json'));
  });
});

describe('builtin/baseline on react-flask', () => {
  const place = flaskPlace();

  it('takes the word after "own" for the rows, or for what their path goes through', async () => {
    const app = path.join(place.folder, ticketsTemplate.slug);
    await writeApp(app, ticketsTemplate);
    await withFlaskApp(app, place.packages, (baseUrl) => checkWhoseIsWhat({ baseUrl }));
  });

  it('calls records what clients call them', async () => {
    const app = path.join(place.folder, countriesTemplate.slug);
    await writeApp(app, countriesTemplate);
    await withFlaskApp(app, place.packages, (baseUrl) => checkNames({ baseUrl }));
  });

  for (const [slug, template] of [...templates, [countriesTemplate.slug, countriesTemplate] as const]) {
    it(`answers every endpoint of ${slug} as the template says`, async () => {
      const app = path.join(place.folder, `${slug}-tested`);
      await writeApp(app, template);
      await withFlaskApp(app, place.packages, async (baseUrl) => {
        const limits = { requestTimeoutMs: 10_000, totalMs: 120_000 };
        const signal = new AbortController().signal;
        const verdicts = await new EndpointTester(template, { baseUrl, signal, ...limits }).test();
        const others = verdicts.filter(({ result }) => result !== 'works');
        assert.deepEqual(
          others.map(({ requirement, message }) => `${requirement}: ${message}`),
          [],
        );
        assert.ok(verdicts.length > 0);
      });
    });
  }
});
