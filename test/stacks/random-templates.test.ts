import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { WorkspaceCatalog } from '../../src/engine/catalog/workspace-catalog.ts';
import type { Template, TemplateEndpoint } from '../../src/engine/domain/template.ts';
import { readAccess } from '../../src/engine/domain/template-access.ts';
import { compileApp } from '../../src/engine/generation/builtin/compile.ts';
import { forEachOf } from '../../src/engine/generation/for-each-of.ts';
import { randomTemplates } from '../support/random-templates.ts';
import { runCli } from '../support/run-cli.ts';
import { createBench, root } from '../unit/generation/apps.ts';
import { caller, processRuntime, send, startGenerated } from '../unit/generation/running.ts';
import { ensurePython, withFlaskApp, writeApp } from './support/flask-apps.ts';

const count = 50;
const atOnce = 4;

/** One request after another: the endpoint's example, for the record 1 or for none. */
function requestOf({ method, path: route, request }: TemplateEndpoint, id: string): [string, string, unknown?] {
  const filled = route.replaceAll(/(?<=\/):[A-Za-z0-9_]+/g, id);
  if (method === 'POST' || method === 'PUT' || method === 'PATCH') return [method, filled, request ?? undefined];
  const query = new URLSearchParams();
  const isQuery = typeof request === 'object' && request !== null && !Array.isArray(request);
  for (const [key, value] of isQuery ? Object.entries(request) : [])
    query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  return [method, `${filled}?${query.toString()}`];
}

/** Asks every endpoint, as nobody and as the first account. @returns what is not right */
async function wrongAnswers(template: Template, app: { baseUrl: string }): Promise<string[]> {
  const wrong: string[] = [];
  if ((await send(app, 'GET', '/health')).status !== 200) wrong.push('/health');
  const access = readAccess(template);
  const endpoints = [...template.api_endpoints, ...template.admin_api_endpoints];
  const nobody = caller(app, null);
  const unbuilt = new Set(compileApp(template, new Map()).unbuilt.map((one) => `${one.method} ${one.path}`));
  const check = async (ask: typeof nobody, endpoint: TemplateEndpoint, id: string) => {
    const name = `${endpoint.method} ${endpoint.path}`;
    const { status, body } = await ask(...requestOf(endpoint, encodeURIComponent(id)));
    // Who may not call what is not built is told that first.
    const isRight = status === 501 ? unbuilt.has(name) : status < 500;
    if (!isRight) wrong.push(`${name} (${id}): ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const ids = ({ path: route }: TemplateEndpoint) => (route.includes('/:') ? ['1', '999', 'ü'] : ['1']);
  for (const endpoint of endpoints) for (const id of ids(endpoint)) await check(nobody, endpoint, id);
  if (!access?.register) return wrong;
  const { login, register, tokenKey } = access;
  const token = ((await check(nobody, login, '1')) as Record<string, string>)[tokenKey];
  if (token === undefined) wrong.push('The login gave no token.');
  // Passwords take their time, and what ends the token comes last.
  const others = endpoints.filter((endpoint) => endpoint !== login && endpoint !== register);
  const isEnd = ({ path: route }: TemplateEndpoint) => Number(route.endsWith('/logout'));
  others.sort((a, b) => isEnd(a) - isEnd(b));
  for (const endpoint of others)
    for (const id of ids(endpoint)) await check(caller(app, token ?? null), endpoint, id);
  return wrong;
}

describe(`${count} templates made at random`, function () {
  this.timeout(300_000);
  let folder: string;
  let templates: Map<string, Template>;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-random-'));
    const incoming = path.join(folder, 'incoming');
    await mkdir(incoming);
    const made = fc.sample(randomTemplates, { numRuns: count, seed: 6 });
    for (const [number, content] of made.entries()) {
      const file = path.join(incoming, `${number}.json`);
      await writeFile(file, JSON.stringify({ slug: `random-${number}`, ...content }));
    }
    const { status, stdout, stderr } = await runCli(folder, 'import', incoming);
    const refused = stdout.split('\n').filter((line) => line.startsWith('✗'));
    assert.equal(status, 0, refused.join('\n') + stderr);
    const bench = await createBench();
    const state = path.join(folder, '.assay');
    const place = { root: state, incoming: path.join(folder, 'taken') };
    const catalog = await WorkspaceCatalog.open(root, place, bench.log);
    templates = new Map([...catalog.templates].filter(([slug]) => slug.startsWith('random-')));
    await bench.remove();
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('are imported, each of them', () => {
    assert.equal(templates.size, count);
  });

  it('become apps on node-express that are healthy and answer every endpoint with no error of their own', async () => {
    const bench = await createBench();
    try {
      for (const [slug, template] of templates) (bench.catalog.templates as Map<string, Template>).set(slug, template);
      const runtime = processRuntime(bench);
      const wrong: string[] = [];
      await forEachOf([...templates], atOnce, async ([slug, template]) => {
        const app = await startGenerated(bench, runtime, 'builtin/baseline', slug);
        try {
          wrong.push(...(await wrongAnswers(template, app)).map((line) => `${slug} ${line}\n${app.log()}`));
        } finally {
          await app.stop();
        }
      });
      assert.deepEqual(wrong, []);
    } finally {
      await bench.remove();
    }
  });

  it('become apps on react-flask that do the same', async () => {
    const packages = await ensurePython();
    const wrong: string[] = [];
    await forEachOf([...templates], atOnce, async ([slug, template]) => {
      const app = path.join(folder, slug);
      await writeApp(app, template);
      await withFlaskApp(app, packages, async (baseUrl) => {
        wrong.push(...(await wrongAnswers(template, { baseUrl })).map((line) => `${slug} ${line}`));
      });
    });
    assert.deepEqual(wrong, []);
  });
});
