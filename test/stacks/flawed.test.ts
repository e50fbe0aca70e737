import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { loadCatalog } from '../../src/engine/catalog/catalog.ts';
import { templateSchema } from '../../src/engine/domain/template.ts';
import { flaskDefects } from '../../src/engine/generation/builtin/defects/flask/flask-defects.ts';
import { compileFlaskApp } from '../../src/engine/generation/builtin/flask/compile-flask.ts';
import { seedDefects } from '../../src/engine/generation/builtin/seeding.ts';
import type { Trigger } from '../../src/engine/generation/ground-truth.ts';
import { root } from '../unit/generation/apps.ts';
import { hostileTemplates } from '../unit/generation/hostile-templates.ts';
import { runStep, runTrigger } from '../unit/generation/triggers.ts';
import type { Target } from '../unit/generation/triggers.ts';
import { ensurePython, readControls, withFlaskApp, writeApp, writeFiles, wrongNames } from './support/flask-apps.ts';

const { templates } = await loadCatalog(root);
const kinds = [...flaskDefects.functional, ...flaskDefects.weaknesses];
const mostForms = Math.max(...kinds.map(({ forms }) => forms.length));

/** On a busy machine a quick answer may be late once, but not three times. */
async function isImmune(app: Target, trigger: Trigger): Promise<boolean> {
  const isTimed = trigger.steps.some(({ expect }) => expect?.atLeastMs !== undefined);
  for (let tries = isTimed ? 3 : 1; tries > 0; tries--) {
    if ((await runTrigger(app, trigger)) !== null) return true;
  }
  return false;
}

describe('apps of builtin/flawed on react-flask, running', () => {
  let folder = '';
  let packages = '';
  let controls: Map<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-flawed-'));
    packages = await ensurePython();
    controls = await readControls();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const compile = (slug: string) => compileFlaskApp(templates.get(slug)!, controls);
  let apps = 0;
  const withFiles = async (files: ReadonlyMap<string, string>, use: (app: Target) => Promise<void>) => {
    const app = path.join(folder, String(++apps));
    await writeApp(app, null);
    await writeFiles(app, files);
    await withFlaskApp(app, packages, (baseUrl, log) => use({ baseUrl, log }));
  };

  for (let index = 0; index < mostForms; index++) {
    const chosen = kinds
      .filter(({ forms }) => forms[index])
      .map((kind) => ({ ...kind, forms: [kind.forms[index]!] }));
    // Each draws other ways of writing, and puts features elsewhere.
    for (const seed of [11 + index, 31 + index]) {
      it(`each trigger shows form ${index + 1} of its kind with the seed ${seed}, not in the careful app and not in the baseline`, async () => {
        const app = compile('notes');
        const flawed = seedDefects(flaskDefects, app, seed, { kinds: chosen });
        const careful = seedDefects(flaskDefects, app, seed, { kinds: chosen, careful: true });
        assert.deepEqual(
          flawed.placed.map(({ kind }) => kind.id),
          chosen.map(({ id }) => id),
        );
        await withFiles(flawed.files, async (broken) => {
          for (const { kind, form, trigger, use } of flawed.placed) {
            const name = `${kind.id}/${form.id}: ${trigger.text}`;
            if (use) assert.equal(await runStep(broken, use), null, `${name}: its proper use`);
            assert.equal(await runTrigger(broken, trigger), null, name);
          }
        });
        await withFiles(careful.files, async (sound) => {
          for (const { kind, form, trigger, use } of careful.placed) {
            const name = `${kind.id}/${form.id}: ${trigger.text}`;
            if (use) assert.equal(await runStep(sound, use), null, `${name}: its proper use in the careful app`);
            assert.ok(await isImmune(sound, trigger), `${name}: in the careful app`);
          }
        });
        await withFiles(app.files, async (baseline) => {
          for (const { kind, trigger } of flawed.placed)
            assert.ok(await isImmune(baseline, trigger), `${kind.id}: ${trigger.text}: in the baseline`);
        });
      });
    }
  }

  it('is Python that parses, imports what it uses and no more, whatever the words of the template', async () => {
    const given = fc.sample(hostileTemplates, { numRuns: 150, seed: 11 });
    const hostile = given.flatMap((one) => templateSchema.safeParse(one).data ?? []);
    assert.ok(hostile.length > 20, `only ${hostile.length} of the templates are valid`);
    const files: string[] = [];
    for (const [number, template] of [...templates.values(), ...hostile].entries()) {
      const app = compileFlaskApp(template, controls);
      for (const careful of [false, true]) {
        const seeded = seedDefects(flaskDefects, app, number, { careful });
        const place = path.join(folder, `parsed-${number}-${careful}`);
        await mkdir(place);
        for (const [name, content] of seeded.files) {
          if (!name.endsWith('.py') || content === app.files.get(name)) continue;
          files.push(path.join(place, path.basename(name)));
          await writeFile(files.at(-1)!, content);
        }
      }
    }
    assert.deepEqual(await wrongNames(files, path.join(folder, 'files.json')), []);
  });
});
