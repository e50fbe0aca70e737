import assert from 'node:assert/strict';
import { EndpointTester } from '../../src/analyzer/endpoints/tester.ts';
import { loadCatalog } from '../../src/engine/catalog/catalog.ts';
import { readControls } from '../../src/engine/generation/builtin/controls.ts';
import { flaskDefects } from '../../src/engine/generation/builtin/defects/flask/flask-defects.ts';
import { compileFlaskApp } from '../../src/engine/generation/builtin/flask/compile-flask.ts';
import { seedDefects } from '../../src/engine/generation/builtin/seeding.ts';
import { root } from '../unit/generation/apps.ts';
import { assertReported } from '../unit/generation/reported-endpoints.ts';
import { runTrigger } from '../unit/generation/triggers.ts';
import { flaskPlace, stackDir, withFlaskFiles } from './support/flask-apps.ts';

const { templates } = await loadCatalog(root);

describe('the ground truth of builtin/flawed on react-flask', () => {
  const place = flaskPlace();
  let controls: Map<string, string>;
  before(async () => {
    controls = await readControls(stackDir);
  });

  // From open ones to those with accounts, roles, own records and records within others.
  const slugs = ['expenses', 'help-desk', 'wallet', 'forum'];
  for (const [number, slug] of slugs.entries()) {
    it(`shows on the app of ${slug}, of which the endpoint tester reports what is broken and nothing else`, async () => {
      const template = templates.get(slug)!;
      const compiled = compileFlaskApp(template, controls);
      const { files, defects } = seedDefects(flaskDefects, compiled, number + 1);
      const verdicts = await withFlaskFiles(place, files, ({ baseUrl }) => {
        const signal = new AbortController().signal;
        const limits = { requestTimeoutMs: 10_000, totalMs: 120_000 };
        return new EndpointTester(template, { baseUrl, signal, ...limits }).test();
      });
      assertReported(verdicts, defects);
      for (const { id, form, trigger } of defects) {
        const name = `${id}/${form}: ${trigger.text}`;
        assert.equal(await withFlaskFiles(place, files, (app) => runTrigger(app, trigger)), null, name);
        assert.notEqual(
          await withFlaskFiles(place, compiled.files, (app) => runTrigger(app, trigger)),
          null,
          `${name}: in the baseline`,
        );
      }
    });
  }
});
