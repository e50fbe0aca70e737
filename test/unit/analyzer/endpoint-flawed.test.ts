import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import { expressDefects } from '../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { seedDefects } from '../../../src/engine/generation/builtin/seeding.ts';
import { root } from '../generation/apps.ts';
import { appPlace, withFiles } from '../generation/flawed-apps.ts';
import { assertReported } from '../generation/reported-endpoints.ts';
import { runTrigger } from '../generation/triggers.ts';
import { never } from './bench.ts';

describe('the endpoint-tester on builtin/flawed', function () {
  this.timeout(120_000);
  const place = appPlace();

  const slugs = readdirSync(path.join(root, 'templates')).map((file) => path.basename(file, '.json'));
  for (const [number, slug] of slugs.entries()) {
    it(`reports of ${slug} the endpoints that the ground truth says are broken, and no other`, async () => {
      const template = place.bench.catalog.templates.get(slug)!;
      const { files, defects } = seedDefects(
        expressDefects,
        compileApp(template, place.controls),
        number + 1,
      );
      assert.ok(
        defects.some(({ breaks }) => breaks.length > 0),
        'nothing is broken',
      );
      const verdicts = await withFiles(place, files, ({ baseUrl }) => {
        const options = { baseUrl, signal: never(), requestTimeoutMs: 5_000, totalMs: 60_000 };
        return new EndpointTester(template, options).test();
      });
      assertReported(verdicts, defects);
      for (const { id, form, breaks, trigger } of defects) {
        if (breaks.length === 0) continue;
        assert.equal(
          await withFiles(place, files, (app) => runTrigger(app, trigger)),
          null,
          `${id}/${form}: ${trigger.text}`,
        );
      }
    });
  }
});
