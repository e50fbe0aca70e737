import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withLocalServer } from '../../../src/analyzer/canary/local-server.ts';
import { notesApp, notesTemplate } from '../../../src/analyzer/canary/notes-app.ts';
import type { NotesDefect } from '../../../src/analyzer/canary/notes-app.ts';
import { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import { endpointTester } from '../../../src/analyzer/tools/endpoint-tester.ts';
import type { Verdict } from '../../../src/engine/domain/analysis.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { never, requestFor } from './bench.ts';

const test = (baseUrl: string, template: Template = notesTemplate) =>
  new EndpointTester(template, {
    ...{ baseUrl, signal: never(), requestTimeoutMs: 2_000, totalMs: 60_000 },
  }).test();

const broken = (verdicts: readonly Verdict[]) =>
  verdicts
    .filter(({ result }) => result === 'wrong' || result === 'missing')
    .map(({ requirement, result }) => `${requirement} ${result}`);

/** The only endpoint to blame for each defect. */
const blame: Record<NotesDefect, string[]> = {
  none: [],
  'create-is-not-stored': ['POST /api/notes wrong'],
  'create-stores-something-else': ['POST /api/notes wrong'],
  'create-fails': ['POST /api/notes wrong'],
  'create-takes-anything': ['POST /api/notes wrong'],
  'create-fails-on-wrong-input': ['POST /api/notes wrong'],
  'read-is-missing': ['GET /api/notes/:id missing'],
  'read-tells-another-note': ['GET /api/notes/:id wrong'],
  'read-tells-what-is-not-there': ['GET /api/notes/:id wrong'],
  'list-is-empty': ['GET /api/notes wrong'],
  'list-has-another-shape': ['GET /api/notes wrong'],
  'list-ignores-the-search': ['GET /api/notes wrong'],
  'update-is-not-stored': ['PUT /api/notes/:id wrong'],
  'pin-changes-nothing': ['PATCH /api/notes/:id/pin wrong'],
  'delete-deletes-nothing': ['DELETE /api/notes/:id wrong'],
  'stats-answer-a-page': ['GET /api/notes/stats wrong'],
  'stats-crash-the-connection': ['GET /api/notes/stats wrong'],
};

describe('the endpoint-tester', () => {
  for (const [defect, expected] of Object.entries(blame) as [NotesDefect, string[]][]) {
    it(`blames exactly ${expected[0] ?? 'nothing'} for ${defect}`, async () => {
      const verdicts = await withLocalServer(notesApp(defect), (url) => test(url));
      assert.equal(verdicts.length, notesTemplate.api_endpoints.length);
      assert.deepEqual(broken(verdicts), expected);
      for (const { result, message, evidence } of verdicts) {
        assert.equal(message === null, result === 'works');
        assert.ok((evidence ?? '').length < 3_000);
      }
    });
  }

  it('shows the exchange as evidence', async () => {
    const verdicts = await withLocalServer(notesApp('create-fails'), (url) => test(url));
    const create = verdicts.find(({ requirement }) => requirement === 'POST /api/notes');
    assert.match(
      create?.evidence ?? '',
      /POST \/api\/notes\n\{"title":"Groceries \w+"\}\n\n500 in \d+ ms.*\n\{"error":"Oops"\}/,
    );
  });

  it('measures nothing of what the app did not live to answer', async () => {
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/api/notes?') && request.method === 'GET') {
        server.close();
        server.closeAllConnections();
      } else notesApp('none')(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const verdicts = await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const results = new Map(verdicts.map(({ requirement, result }) => [requirement, result]));
    assert.equal(results.get('GET /api/notes'), 'wrong');
    assert.equal(results.get('DELETE /api/notes/:id'), 'not_measured');
    assert.equal(results.get('PUT /api/notes/:id'), 'not_measured');
  });

  it('takes a catch-all page for a missing endpoint', async () => {
    const verdicts = await withLocalServer(
      (_request, response) => {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><div id="root"></div>');
      },
      (url) => test(url),
    );
    const list = verdicts.find(({ requirement }) => requirement === 'GET /api/notes');
    assert.equal(list?.result, 'missing');
  });

  it('follows no redirects, and takes one for success where no answer is described', async () => {
    const template: Template = {
      ...notesTemplate,
      api_endpoints: [
        {
          method: 'POST',
          path: '/api/links',
          description: '',
          request: { url: 'https://a.example' },
          response: { code: 'x1', url: 'https://a.example' },
        },
        { method: 'GET', path: '/api/links/:code', description: '', request: null, response: { code: 'x1' } },
        { method: 'GET', path: '/:code', description: '', request: null, response: null },
      ],
    };
    const asked: string[] = [];
    const verdicts = await withLocalServer(
      (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        request.resume();
        const isOurs = /^\/(api\/links\/)?q7$/.test(request.url ?? '');
        const isCreating = request.method === 'POST' && request.url === '/api/links';
        if (request.url === '/q7') {
          response.statusCode = 302;
          response.setHeader('location', '/elsewhere');
          response.end();
        } else {
          response.statusCode = isOurs || (isCreating && asked.length < 9) ? 200 : isCreating ? 400 : 404;
          response.end(JSON.stringify({ code: 'q7', url: 'https://a.example' }));
        }
      },
      (url) => test(url, template),
    );
    assert.deepEqual(
      verdicts.map(({ result }) => result),
      ['works', 'works', 'works'],
    );
    assert.ok(asked.includes('GET /q7') && !asked.includes('GET /elsewhere'));
  });

  it('fails when the app does not answer at all', async () => {
    const request = requestFor({ baseUrl: 'http://127.0.0.1:9', template: notesTemplate });
    const environment = {
      installation: { root: '', node: '', nodeEnv: {} },
      assetsDir: '',
      npmDir: null,
      pythonDirs: new Map<string, string>(),
      cacheDir: '',
    };
    await assert.rejects(endpointTester.run(request, environment, never()), /did not answer GET \//);
  });
});
