import type { RequestListener } from 'node:http';
import { AssayError } from '../../engine/domain/errors.ts';
import type { ToolAdapter, ToolEnvironment } from '../tool-adapter.ts';
import { withLocalServer } from './local-server.ts';

/** Has every weakness that the probe knows of. */
const careless: RequestListener = (request, response) => {
  response.setHeader('x-powered-by', 'Canary');
  response.setHeader('set-cookie', 'session=1; Path=/');
  if (request.headers.origin !== undefined) {
    response.setHeader('access-control-allow-origin', request.headers.origin);
    response.setHeader('access-control-allow-credentials', 'true');
  }
  if (request.url === '/.env') return void response.end('SESSION_SECRET=canary\n');
  if (request.url === '/package.json') return void response.end('{"main": "server.js"}');
  if (request.url === '/app.db') return void response.end('SQLite format 3\0');
  if (request.url === '/%') {
    response.statusCode = 400;
    return void response.end('URIError\n    at decode (/srv/app/server.js:10:5)');
  }
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>Canary</title>');
};

/** Has none of them, and answers every address with its start page. */
const careful: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.setHeader('content-security-policy', "default-src 'self'; frame-ancestors 'none'");
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('set-cookie', 'session=1; HttpOnly; SameSite=Lax');
  response.end('<!doctype html><title>Canary</title><!-- require("express") SECRET=1 -->');
};

const expected = [
  'cookie-without-httponly',
  'cookie-without-samesite',
  'cors-any-origin-with-credentials',
  'exposed-data',
  'exposed-secret',
  'exposed-source',
  'no-content-security-policy',
  'no-content-type-options',
  'no-frame-protection',
  'no-referrer-policy',
  'stack-trace-shown',
  'technology-named',
];

export async function checkHttpProbeCanary(
  adapter: ToolAdapter,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<void> {
  const rulesFoundOn = (listener: RequestListener) =>
    withLocalServer(listener, async (baseUrl) => {
      const options = { toolTimeoutMs: 60_000, performanceDurationMs: 1_000, performanceConnections: 1 };
      const request = { sourceDir: environment.assetsDir, baseUrl, healthPath: '/', template: null, options };
      const { sarif } = await adapter.run(request, environment, signal);
      return new Set(sarif?.runs[0]?.results?.map((result) => result.ruleId));
    });
  const found = await rulesFoundOn(careless);
  const missed = expected.filter((rule) => !found.has(rule));
  if (missed.length > 0) {
    throw new AssayError('tool_failed', `It did not find on its careless canary: ${missed.join(', ')}.`);
  }
  const extra = [...(await rulesFoundOn(careful))];
  if (extra.length > 0) {
    throw new AssayError('tool_failed', `It reported on its careful canary: ${extra.join(', ')}.`);
  }
}
