import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import { withLocalServer } from '../../../src/analyzer/canary/local-server.ts';
import { checkHealth } from '../../../src/analyzer/health.ts';
import type { ToolEnvironment } from '../../../src/analyzer/tool-adapter.ts';
import { httpProbe } from '../../../src/analyzer/tools/http-probe.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundIn, installation, never, requestFor } from './bench.ts';

const environment: ToolEnvironment = {
  installation,
  assetsDir: os.tmpdir(),
  npmDir: null,
  pythonDirs: new Map(),
  cacheDir: os.tmpdir(),
};

const rulesOn = (listener: RequestListener) =>
  withLocalServer(listener, async (baseUrl) =>
    foundIn((await httpProbe.run(requestFor({ baseUrl }), environment, never())).sarif),
  );

const careful: RequestListener = (request, response) => {
  response.setHeader('x-content-type-options', 'nosniff');
  response.statusCode = request.url === '/' ? 200 : 404;
  response.end('{}');
};

describe('the http-probe', () => {
  const folder = temporaryFolder();

  it('finds its canary', async () => {
    const health = await checkHealth(httpProbe, { ...environment, cacheDir: folder() }, never());
    assert.equal(health.reason, null);
  });

  it('finds nothing wrong with a careful app', async () => {
    assert.deepEqual(await rulesOn(careful), []);
  });

  const files: [string, string, string][] = [
    ['/.env', 'DATABASE_PASSWORD=x', 'exposed-secret .env:'],
    ['/.git/config', '[core]\n\tbare = false', 'exposed-source .git/config:'],
    ['/server.js', "import express from 'express';", 'exposed-source server.js:'],
    ['/data/app.db', 'SQLite format 3\0', 'exposed-data data/app.db:'],
  ];
  for (const [url, content, expected] of files) {
    it(`finds ${url} when it is served`, async () => {
      const found = await rulesOn((request, response) => {
        if (request.url === url) response.end(content);
        else careful(request, response);
      });
      assert.ok(found.includes(expected), found.join(', '));
    });
  }

  it('does not take a start page at every address for files', async () => {
    const found = await rulesOn((_request, response) =>
      response.end('A=1 require("express") SQLite format 3'),
    );
    assert.deepEqual(
      found.filter((finding) => finding.startsWith('exposed')),
      [],
    );
  });

  it('tells a front end served as app.js from the server', async () => {
    const found = await rulesOn((request, response) => {
      if (request.url === '/app.js') response.end("document.title = 'Notes';");
      else careful(request, response);
    });
    assert.deepEqual(found, []);
  });

  it('tells an origin with credentials from any origin', async () => {
    const found = await rulesOn((request, response) => {
      if (request.headers.origin) response.setHeader('access-control-allow-origin', '*');
      careful(request, response);
    });
    assert.deepEqual(found, ['cors-any-origin :']);
  });

  it('fails when the app answers with an error only', async () => {
    await assert.rejects(
      rulesOn((_request, response) => {
        response.statusCode = 503;
        response.end();
      }),
      /did not answer GET \/: it answered 503/,
    );
  });
});
