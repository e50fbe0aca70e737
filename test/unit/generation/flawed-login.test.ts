import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import { expressDefects } from '../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { seedDefects } from '../../../src/engine/generation/builtin/seeding.ts';
import type { Trigger } from '../../../src/engine/generation/ground-truth.ts';
import { root } from './apps.ts';
import { appPlace, withFiles, wrongPlaces } from './flawed-apps.ts';
import { runTrigger } from './triggers.ts';

const kinds = expressDefects.accounts ?? [];

describe("defects in a template's own login and rights", function () {
  this.timeout(240_000);
  const place = appPlace();

  const compile = (slug: string) => compileApp(place.bench.catalog.templates.get(slug)!, place.controls);
  /** In an app of its own, as the first account is an administrator. */
  const shows = (files: ReadonlyMap<string, string>, trigger: Trigger) =>
    withFiles(place, files, (app) => runTrigger(app, trigger));

  it('are in every app with accounts, one of them at least, and in no other', () => {
    const ids = new Set(kinds.map(({ id }) => id));
    for (const template of place.bench.catalog.templates.values()) {
      const app = compileApp(template, place.controls);
      for (let seed = 1; seed <= 20; seed++) {
        const found = seedDefects(expressDefects, app, seed).defects.filter(({ id }) => ids.has(id));
        assert.equal(found.length, app.accounts ? 1 : 0, `${template.slug} ${seed}`);
      }
    }
  });

  it('are in the documentation, with numbers and forms', async () => {
    const text = await readFile(path.join(root, 'docs/control-models.md'), 'utf8');
    for (const { id, cwe, forms } of kinds) {
      assert.ok(forms.length >= 2, id);
      const row = text.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${id}\``));
      assert.ok(row?.includes(` ${cwe.slice(4)} `), id);
      for (const form of forms) assert.ok(row?.includes(`\`${form.id}\``), `${id}/${form.id}`);
    }
  });

  for (const kind of kinds) {
    for (const form of kind.forms) {
      it(`show as ${kind.id}/${form.id} in the flawed app, not in the careful one and not in the baseline`, async () => {
        const app = compile('wallet');
        const options = { kinds: [{ ...kind, forms: [form] }] };
        const flawed = seedDefects(expressDefects, app, 3, options);
        const careful = seedDefects(expressDefects, app, 3, { ...options, careful: true });
        assert.equal(flawed.defects.length, 1);
        assert.deepEqual(wrongPlaces(flawed, careful), []);
        const { trigger } = flawed.defects[0]!;
        assert.equal(await shows(flawed.files, trigger), null, trigger.text);
        assert.notEqual(await shows(careful.files, trigger), null, `${trigger.text}: in the careful app`);
        assert.notEqual(await shows(app.files, trigger), null, `${trigger.text}: in the baseline`);
      });
    }
  }
});
