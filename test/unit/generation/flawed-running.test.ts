import assert from 'node:assert/strict';
import { createProcessAppRuntime } from '../../../src/engine/processes/process-app-runtime.ts';
import { createBench, installation } from './apps.ts';
import type { Bench } from './apps.ts';
import { send, startGenerated } from './running.ts';
import type { Json } from './running.ts';

describe('apps of builtin/flawed, running', function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => {
    bench = await createBench();
  });
  after(() => bench.remove());

  it('builtin/flawed starts and shows what was seeded', async () => {
    const runtime = createProcessAppRuntime({ installation, catalog: bench.catalog, log: bench.log });
    const shown = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const app = await startGenerated(bench, runtime, 'builtin/flawed', 'notes', seed);
      try {
        await send(app, 'POST', '/api/notes', { title: 'First' });
        await send(app, 'PUT', '/api/notes/1', { title: 'Second' });
        const read = await send(app, 'GET', '/api/notes/1');
        if ((read.body as Json)['title'] === 'First') shown.add('update-not-stored');
        const injected = await send(app, 'GET', `/api/notes/search?q=${encodeURIComponent("' OR 1=1 --")}`);
        if (JSON.stringify(injected.body).includes('First')) shown.add('sql-injection');
        if (read.headers.get('access-control-allow-origin') === '*') shown.add('permissive-cors');
        const broken = await send(app, 'POST', '/api/notes', '{');
        if ('stack' in (broken.body as Json)) shown.add('verbose-errors');
        const redirect = await send(app, 'GET', '/go?to=https://attacker.example');
        if (redirect.headers.get('location') === 'https://attacker.example') shown.add('open-redirect');
        const file = await send(app, 'GET', '/files?name=../package.json');
        if (String(file.body).includes('"express"')) shown.add('path-traversal');
        const evaluated = await send(app, 'GET', '/api/notes?limit=1%2B1');
        if (evaluated.status === 200) shown.add('code-injection');
      } finally {
        await app.stop();
      }
    }
    assert.deepEqual([...shown].sort(), [
      ...['code-injection', 'open-redirect', 'path-traversal', 'permissive-cors', 'sql-injection'],
      ...['update-not-stored', 'verbose-errors'],
    ]);
  });
});
