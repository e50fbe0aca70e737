import assert from 'node:assert/strict';
import os from 'node:os';
import { withLocalServer } from '../../../src/analyzer/canary/local-server.ts';
import { notesTemplate } from '../../../src/analyzer/canary/notes-app.ts';
import { checkHealth } from '../../../src/analyzer/health.ts';
import type { ToolEnvironment } from '../../../src/analyzer/tool-adapter.ts';
import { autocannon } from '../../../src/analyzer/tools/autocannon.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { installTimeoutMs, never, realEnvironment, requestFor, withOwnAssets } from './bench.ts';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

describe('autocannon', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let environment: ToolEnvironment;
  before(async function () {
    this.timeout(installTimeoutMs);
    environment = await realEnvironment('performance-tester', os.tmpdir());
  });

  it('finds its canary', async () => {
    const health = await checkHealth(autocannon, { ...environment, cacheDir: folder() }, never());
    assert.equal(health.reason, null);
  });

  it('is not available when its figures are made up', async () => {
    const own = await withOwnAssets({ ...environment, cacheDir: folder() }, folder());
    const figures = { responses: 9, seconds: 1, p50: 0, p95: 0, p99: 0, errors: 0, timeouts: 0, non2xx: 0 };
    await writeFile(path.join(own.assetsDir, 'load.mjs'), `console.log('${JSON.stringify(figures)}')`);
    assert.match(
      (await checkHealth(autocannon, own, never())).reason ?? '',
      /it measured 0 ms where answers take 5/,
    );
  });

  it('measures the list of the template, with percentiles of single answers', async () => {
    const asked = new Set<string>();
    let answers = 0;
    const { measurements } = await withLocalServer(
      (request, response) => {
        asked.add(request.url ?? '');
        answers += 1;
        // One answer in ten is late: the median is not, the 95th percentile is.
        if (answers % 10 === 0) setTimeout(() => response.end('[]'), 30);
        else response.end('[]');
      },
      (baseUrl) => autocannon.run(requestFor({ baseUrl, template: notesTemplate }), environment, never()),
    );
    assert.deepEqual([...asked], ['/api/notes']);
    const value = Object.fromEntries(measurements.map(({ name, value: number }) => [name, number]));
    assert.deepEqual(
      measurements.map(({ name, unit }) => `${name} ${unit}`),
      [
        'requests.average req/s',
        'latency.p50 ms',
        'latency.p95 ms',
        'latency.p99 ms',
        'errors 1',
        'non2xx 1',
      ],
    );
    assert.ok(value['latency.p50']! < 25, `p50 is ${value['latency.p50']}`);
    assert.ok(value['latency.p95']! >= 29, `p95 is ${value['latency.p95']}`);
    assert.ok(value['latency.p99']! >= value['latency.p95']!);
    assert.ok(value['requests.average']! > 10);
  });

  it('fails where every answer under load is a failure, and tells no numbers', async () => {
    let answers = 0;
    const run = withLocalServer(
      (_request, response) => {
        answers += 1;
        response.statusCode = answers === 1 ? 200 : 503;
        response.end();
      },
      (baseUrl) => autocannon.run(requestFor({ baseUrl }), environment, never()),
    );
    await assert.rejects(run, /all \d+ answers of GET \/ were failures/);
  });

  it('fails when no address answers with success', async () => {
    const run = withLocalServer(
      (_request, response) => {
        response.statusCode = 500;
        response.end();
      },
      (baseUrl) => autocannon.run(requestFor({ baseUrl }), environment, never()),
    );
    await assert.rejects(run, /nothing to load/);
  });
});
