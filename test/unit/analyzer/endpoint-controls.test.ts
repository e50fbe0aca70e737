import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import type { AppRuntime } from '../../../src/engine/domain/executors.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { createBench, root } from '../generation/apps.ts';
import type { Bench } from '../generation/apps.ts';
import { countriesTemplate } from '../generation/named-by-clients.ts';
import { ticketsTemplate } from '../generation/own-things.ts';
import { accountsTemplate } from '../generation/accounts-template.ts';
import { processRuntime, startGenerated } from '../generation/running.ts';
import { never } from './bench.ts';

describe('the endpoint-tester on the control models', function () {
  this.timeout(120_000);
  let bench: Bench;
  let runtime: AppRuntime;
  before(async () => {
    bench = await createBench();
    runtime = processRuntime(bench);
  });
  after(() => bench.remove());

  async function test(model: string, slug: string) {
    const app = await startGenerated(bench, runtime, model, slug);
    try {
      const options = { baseUrl: app.baseUrl, signal: never(), requestTimeoutMs: 5_000, totalMs: 60_000 };
      return await new EndpointTester(bench.catalog.templates.get(slug)!, options).test();
    } finally {
      await app.stop();
    }
  }

  it('finds that everything works in an app of which accounts change their names', async () => {
    (bench.catalog.templates as Map<string, Template>).set(accountsTemplate.slug, accountsTemplate);
    const verdicts = await test('builtin/baseline', accountsTemplate.slug);
    assert.deepEqual(
      verdicts.filter(({ result }) => result !== 'works').map(({ message }) => message),
      [],
    );
  });

  it('wants a parent to be the own one only where the description says so', async () => {
    (bench.catalog.templates as Map<string, Template>).set(ticketsTemplate.slug, ticketsTemplate);
    const verdicts = await test('builtin/baseline', ticketsTemplate.slug);
    assert.deepEqual(
      verdicts.filter(({ result }) => result !== 'works').map(({ message }) => message),
      [],
    );
  });

  it('finds that everything works where clients name the records', async () => {
    (bench.catalog.templates as Map<string, Template>).set(countriesTemplate.slug, countriesTemplate);
    const verdicts = await test('builtin/baseline', countriesTemplate.slug);
    assert.deepEqual(
      verdicts.filter(({ result }) => result !== 'works').map(({ message }) => message),
      [],
    );
    assert.equal(verdicts.length, countriesTemplate.api_endpoints.length);
  });

  const slugs = readdirSync(path.join(root, 'templates')).map((file) => path.basename(file, '.json'));
  for (const slug of slugs) {
    it(`finds that everything works in builtin/baseline's ${slug}`, async () => {
      const verdicts = await test('builtin/baseline', slug);
      const others = verdicts.filter(({ result }) => result !== 'works');
      assert.deepEqual(
        others,
        [],
        others.map(({ requirement, message }) => `${requirement}: ${message}`).join('\n'),
      );
    });
  }
});
