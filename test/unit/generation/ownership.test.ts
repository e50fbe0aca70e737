import type { Template } from '../../../src/engine/domain/template.ts';
import { createBench } from './apps.ts';
import type { Bench } from './apps.ts';
import { checkWhoseIsWhat, ticketsTemplate } from './own-things.ts';
import { processRuntime, startGenerated } from './running.ts';

describe('what belongs to an account, in an app of builtin/baseline', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await createBench();
    (bench.catalog.templates as Map<string, Template>).set(ticketsTemplate.slug, ticketsTemplate);
  });
  after(() => bench.remove());

  it('is what the word after "own" says: the rows, or what their path goes through', async () => {
    const app = await startGenerated(bench, processRuntime(bench), 'builtin/baseline', ticketsTemplate.slug);
    try {
      await checkWhoseIsWhat(app);
    } finally {
      await app.stop();
    }
  });
});
