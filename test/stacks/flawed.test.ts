import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { loadCatalog } from '../../src/engine/catalog/catalog.ts';
import { templateSchema } from '../../src/engine/domain/template.ts';
import { flaskDefects } from '../../src/engine/generation/builtin/defects/flask/flask-defects.ts';
import { readControls } from '../../src/engine/generation/builtin/controls.ts';
import { compileFlaskApp } from '../../src/engine/generation/builtin/flask/compile-flask.ts';
import { seedDefects } from '../../src/engine/generation/builtin/seeding.ts';
import { root } from '../unit/generation/apps.ts';
import { hostileTemplates } from '../unit/generation/hostile-templates.ts';
import { isImmune, runStep, runTrigger } from '../unit/generation/triggers.ts';
import { flaskPlace, stackDir, withFlaskFiles, wrongNames } from './support/flask-apps.ts';

const { templates } = await loadCatalog(root);
const kinds = [...flaskDefects.functional, ...flaskDefects.weaknesses];
const mostForms = Math.max(...kinds.map(({ forms }) => forms.length));

describe('apps of builtin/flawed on react-flask, running', () => {
  const place = flaskPlace();
  let controls: Map<string, string>;
  before(async () => {
    controls = await readControls(stackDir);
  });

  const compile = (slug: string) => compileFlaskApp(templates.get(slug)!, controls);

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
        await withFlaskFiles(place, flawed.files, async (broken) => {
          for (const { kind, form, trigger, use } of flawed.placed) {
            const name = `${kind.id}/${form.id}: ${trigger.text}`;
            if (use) assert.equal(await runStep(broken, use), null, `${name}: its proper use`);
            assert.equal(await runTrigger(broken, trigger), null, name);
          }
        });
        await withFlaskFiles(place, careful.files, async (sound) => {
          for (const { kind, form, trigger, use } of careful.placed) {
            const name = `${kind.id}/${form.id}: ${trigger.text}`;
            if (use) assert.equal(await runStep(sound, use), null, `${name}: its proper use in the careful app`);
            assert.ok(await isImmune(sound, trigger), `${name}: in the careful app`);
          }
        });
        await withFlaskFiles(place, app.files, async (baseline) => {
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
        const parsed = path.join(place.folder, `parsed-${number}-${careful}`);
        await mkdir(parsed);
        for (const [name, content] of seeded.files) {
          if (!name.endsWith('.py') || content === app.files.get(name)) continue;
          files.push(path.join(parsed, path.basename(name)));
          await writeFile(files.at(-1)!, content);
        }
      }
    }
    assert.deepEqual(await wrongNames(files, path.join(place.folder, 'files.json')), []);
  });
});
