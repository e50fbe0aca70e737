import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import type { AppInstance, AppRuntime } from '../../../src/engine/domain/executors.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import { expressDefects } from '../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { seedDefects } from '../../../src/engine/generation/builtin/seeding.ts';
import { createBench, root } from '../generation/apps.ts';
import type { Bench } from '../generation/apps.ts';
import { readControls, startFiles } from '../generation/flawed-apps.ts';
import { processRuntime } from '../generation/running.ts';
import { runTrigger } from '../generation/triggers.ts';
import { never } from './bench.ts';

describe('the endpoint-tester on builtin/flawed', function () {
  this.timeout(120_000);
  let bench: Bench;
  let runtime: AppRuntime;
  let controls: Map<string, string>;
  before(async () => {
    bench = await createBench();
    runtime = processRuntime(bench);
    controls = await readControls();
  });
  after(() => bench.remove());

  async function withApp<T>(
    files: ReadonlyMap<string, string>,
    use: (app: AppInstance) => Promise<T>,
  ): Promise<T> {
    const app = await startFiles(bench, runtime, files);
    try {
      return await use(app);
    } finally {
      await app.stop();
    }
  }

  const slugs = readdirSync(path.join(root, 'templates')).map((file) => path.basename(file, '.json'));
  for (const [number, slug] of slugs.entries()) {
    it(`reports of ${slug} the endpoints that the ground truth says are broken, and no other`, async () => {
      const template = bench.catalog.templates.get(slug)!;
      const { files, defects } = seedDefects(expressDefects, compileApp(template, controls), number + 1);
      const broken = defects.flatMap(({ breaks }) => breaks);
      const loose = defects.flatMap(({ loosens }) => loosens);
      assert.ok(broken.length > 0, 'nothing is broken');
      const verdicts = await withApp(files, ({ baseUrl }) => {
        const options = { baseUrl, signal: never(), requestTimeoutMs: 5_000, totalMs: 60_000 };
        return new EndpointTester(template, options).test();
      });
      const reported = verdicts.filter(({ result }) => result === 'wrong' || result === 'missing');
      const told = reported.map(({ requirement, message }) => `${requirement}: ${message}`).join('\n');
      const names = reported.map(({ requirement }) => requirement);
      assert.deepEqual(
        broken.filter((name) => !names.includes(name)),
        [],
        `not reported; but:\n${told}`,
      );
      assert.deepEqual(
        names.filter((name) => ![...broken, ...loose].includes(name)),
        [],
        told,
      );
      for (const { id, form, breaks, trigger } of defects) {
        if (breaks.length === 0) continue;
        assert.equal(
          await withApp(files, (app) => runTrigger(app, trigger)),
          null,
          `${id}/${form}: ${trigger.text}`,
        );
      }
    });
  }
});
