import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EndpointTester } from '../../src/analyzer/endpoints/tester.ts';
import { loadCatalog } from '../../src/engine/catalog/catalog.ts';
import { flaskDefects } from '../../src/engine/generation/builtin/defects/flask/flask-defects.ts';
import { compileFlaskApp } from '../../src/engine/generation/builtin/flask/compile-flask.ts';
import { seedDefects } from '../../src/engine/generation/builtin/seeding.ts';
import { root } from '../unit/generation/apps.ts';
import { runTrigger } from '../unit/generation/triggers.ts';
import type { Target } from '../unit/generation/triggers.ts';
import { ensurePython, readControls, withFlaskApp, writeApp, writeFiles } from './support/flask-apps.ts';

const { templates } = await loadCatalog(root);

describe('the ground truth of builtin/flawed on react-flask', () => {
  let folder = '';
  let packages = '';
  let controls: Map<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-flawed-'));
    packages = await ensurePython();
    controls = await readControls();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  let apps = 0;
  /** An app that was just started. */
  async function withApp<T>(files: ReadonlyMap<string, string>, use: (app: Target) => Promise<T>): Promise<T> {
    const app = path.join(folder, String(++apps));
    await writeApp(app, null);
    await writeFiles(app, files);
    return withFlaskApp(app, packages, (baseUrl, log) => use({ baseUrl, log }));
  }

  // From open ones to those with accounts, roles, own records and records within others.
  const slugs = ['expenses', 'help-desk', 'wallet', 'forum'];
  for (const [number, slug] of slugs.entries()) {
    it(`shows on the app of ${slug}, of which the endpoint tester reports what is broken and nothing else`, async () => {
      const template = templates.get(slug)!;
      const compiled = compileFlaskApp(template, controls);
      const { files, defects } = seedDefects(flaskDefects, compiled, number + 1);
      const verdicts = await withApp(files, ({ baseUrl }) => {
        const signal = new AbortController().signal;
        const limits = { requestTimeoutMs: 10_000, totalMs: 120_000 };
        return new EndpointTester(template, { baseUrl, signal, ...limits }).test();
      });
      const reported = verdicts.filter(({ result }) => result === 'wrong' || result === 'missing');
      const names = reported.map(({ requirement }) => requirement);
      const told = reported.map(({ requirement, message }) => `${requirement}: ${message}`).join('\n');
      const broken = defects.flatMap(({ breaks }) => breaks);
      const loose = defects.flatMap(({ loosens }) => loosens);
      const unseen = broken.filter((name) => !names.includes(name));
      assert.deepEqual(unseen, [], `not reported; but:\n${told}`);
      const innocent = names.filter((name) => ![...broken, ...loose].includes(name));
      assert.deepEqual(innocent, [], told);
      for (const { id, form, trigger } of defects) {
        const name = `${id}/${form}: ${trigger.text}`;
        assert.equal(await withApp(files, (app) => runTrigger(app, trigger)), null, name);
        assert.notEqual(
          await withApp(compiled.files, (app) => runTrigger(app, trigger)),
          null,
          `${name}: in the baseline`,
        );
      }
    });
  }
});
