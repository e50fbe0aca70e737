import type { Template } from '../../../src/engine/domain/template.ts';
import { createBench } from './apps.ts';
import type { Bench } from './apps.ts';
import { checkNames, countriesTemplate } from './named-by-clients.ts';
import { processRuntime, startGenerated } from './running.ts';

describe('a text primary key that clients send, in an app of builtin/baseline', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await createBench();
    (bench.catalog.templates as Map<string, Template>).set(countriesTemplate.slug, countriesTemplate);
  });
  after(() => bench.remove());

  it('is kept as it is sent, required, and each once', async () => {
    const app = await startGenerated(
      bench,
      processRuntime(bench),
      'builtin/baseline',
      countriesTemplate.slug,
    );
    try {
      await checkNames(app);
    } finally {
      await app.stop();
    }
  });
});
