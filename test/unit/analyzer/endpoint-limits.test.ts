import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { withLocalServer } from '../../../src/analyzer/canary/local-server.ts';
import { maxRequestsPerEndpoint } from '../../../src/analyzer/endpoints/caller.ts';
import { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import { carefulApp } from '../../support/careful-app/app.ts';
import { carefulTemplate } from '../../support/careful-app/template.ts';
import { never } from './bench.ts';

const test = (app: RequestListener, more: { requestTimeoutMs?: number; totalMs?: number } = {}) =>
  withLocalServer(app, (baseUrl) =>
    new EndpointTester(carefulTemplate, {
      ...{ baseUrl, signal: never(), requestTimeoutMs: 10_000, totalMs: 60_000 },
      ...more,
    }).test(),
  );

describe('the limits of the endpoint-tester', () => {
  it('gives the same verdicts to the same app, by the same requests', async () => {
    const trial = async () => {
      const asked: string[] = [];
      const app = carefulApp({ requirement: 'GET /api/boards/:id/cards', way: 'ignores the tag' });
      const verdicts = await test((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        app(request, response);
      });
      return {
        asked,
        verdicts: verdicts.map(({ requirement, result, message }) => [requirement, result, message]),
      };
    };
    assert.deepEqual(await trial(), await trial());
  });

  it('asks no endpoint more often than it may', async () => {
    const counts = new Map<string, number>();
    const app = carefulApp();
    await test((request, response) => {
      const name = `${request.method} ${request.url!.split('?')[0]!.replace(/\d+/g, ':id')}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      app(request, response);
    });
    assert.ok(counts.size > 20);
    for (const [name, count] of counts) assert.ok(count <= maxRequestsPerEndpoint, `${name}: ${count}`);
  });

  it('waits once for each endpoint of an app that answers nothing, and less and less', async () => {
    let asked = 0;
    const startedAt = performance.now();
    const verdicts = await test(() => void asked++, { requestTimeoutMs: 100 });
    assert.ok(performance.now() - startedAt < 5_000);
    assert.ok(asked <= carefulTemplate.api_endpoints.length);
    assert.ok(verdicts.every(({ result }) => result === 'wrong' || result === 'not_measured'));
    assert.equal(verdicts.find(({ requirement }) => requirement === 'GET /api/rooms')?.result, 'wrong');
    const closed = verdicts.find(({ requirement }) => requirement === 'GET /api/admin/users');
    assert.deepEqual([closed?.result, closed?.message], ['not_measured', 'Nobody could log in.']);
  });

  it('gives verdicts when the time is over, and says what it had no time for', async () => {
    const verdicts = await test(carefulApp(), { totalMs: 0 });
    assert.ok(verdicts.every(({ result, message }) => result === 'not_measured' && message !== null));
  });

  it('shows neither passwords nor tokens of its accounts', async () => {
    const secrets = new Set<string>();
    const app = carefulApp({ requirement: 'POST /api/auth/login', way: 'wrong status' });
    const verdicts = await test((request, response) => {
      const token = /^Bearer (token-.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (token !== undefined) secrets.add(token);
      app(request, response);
    });
    assert.ok(secrets.size > 2);
    const told = verdicts.map(({ evidence }) => evidence ?? '').join('\n');
    for (const secret of secrets) assert.ok(!told.includes(secret), secret);
    assert.doesNotMatch(told, /"password":"correct horse[^"]*"/);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const app = carefulApp();
    const stopped = withLocalServer(
      (request, response) => {
        if (request.url === '/api/boards') controller.abort();
        app(request, response);
      },
      (baseUrl) =>
        new EndpointTester(carefulTemplate, {
          ...{ baseUrl, signal: controller.signal, requestTimeoutMs: 10_000, totalMs: 60_000 },
        }).test(),
    );
    await assert.rejects(stopped, { errorClass: 'cancelled' });
  });
});
