import assert from 'node:assert/strict';
import type { AppInstance } from '../../../src/engine/domain/executors.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import type { CompiledApp } from '../../../src/engine/generation/builtin/compile.ts';
import { expressDefects } from '../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { seedDefects } from '../../../src/engine/generation/builtin/seeding.ts';
import { appPlace, startFiles } from './flawed-apps.ts';
import { send } from './running.ts';
import { isImmune, runStep, runTrigger } from './triggers.ts';

// What it does to the app stays until its end: last.
const lasting = 'prototype-pollution';
const kinds = [...expressDefects.functional, ...expressDefects.weaknesses].sort(
  (a, b) => Number(a.id === lasting) - Number(b.id === lasting),
);
const mostForms = Math.max(...kinds.map(({ forms }) => forms.length));

describe('apps of builtin/flawed, running', function () {
  this.timeout(240_000);
  const place = appPlace();
  const running: AppInstance[] = [];
  afterEach(() => Promise.all(running.splice(0).map((app) => app.stop())));

  const compile = (slug: string) => compileApp(place.bench.catalog.templates.get(slug)!, place.controls);
  const start = async (files: ReadonlyMap<string, string>) => {
    const app = await startFiles(place, files);
    running.push(app);
    return app;
  };

  for (let index = 0; index < mostForms; index++) {
    const chosen = kinds
      .filter(({ forms }) => forms[index])
      .map((kind) => ({ ...kind, forms: [kind.forms[index]!] }));
    it(`each trigger shows form ${index + 1} of its kind, not in the careful app and not in the baseline`, async () => {
      const app = compile('notes');
      const seed = 11 + index;
      const flawed = seedDefects(expressDefects, app, seed, { kinds: chosen });
      const careful = seedDefects(expressDefects, app, seed, { kinds: chosen, careful: true });
      assert.deepEqual(
        flawed.placed.map(({ kind }) => kind.id),
        chosen.map(({ id }) => id),
      );
      const [broken, sound, baseline] = [
        await start(flawed.files),
        await start(careful.files),
        await start(app.files),
      ];
      for (const { kind, form, trigger, use } of flawed.placed) {
        const name = `${kind.id}/${form.id}: ${trigger.text}`;
        if (use) assert.equal(await runStep(broken, use), null, `${name}: its proper use`);
        assert.equal(await runTrigger(broken, trigger), null, name);
        assert.ok(await isImmune(baseline, trigger), `${name}: in the baseline`);
      }
      for (const { kind, form, trigger, use } of careful.placed) {
        const name = `${kind.id}/${form.id}: ${trigger.text}`;
        if (use) assert.equal(await runStep(sound, use), null, `${name}: its proper use in the careful app`);
        assert.ok(await isImmune(sound, trigger), `${name}: in the careful app`);
      }
    });
  }

  /** The answers to each endpoint's example, for the record with the id 1. */
  const answersOf = async ({ template }: CompiledApp, app: AppInstance) => {
    const answers = new Map<string, string>();
    for (const { method, path, request } of template.api_endpoints) {
      const sent = new URLSearchParams();
      if (method === 'GET')
        for (const [name, value] of Object.entries(request ?? {})) sent.set(name, String(value));
      const query = `?${sent.toString()}`;
      const route = path.replace(/:\w+/g, '1') + query;
      const { status, body } = await send(
        app,
        method,
        route,
        method === 'GET' ? undefined : (request ?? undefined),
      );
      // Times and counts differ by what was done before.
      answers.set(`${method} ${path}`, `${status} ${JSON.stringify(body).replaceAll(/\d/g, '0')}`);
    }
    return answers;
  };

  for (const [slug, seed] of [
    ['notes', 21],
    ['expenses', 22],
    ['links', 23],
  ] as const) {
    it(`the ground truth of ${slug} shows on the app, whose other endpoints answer as the baseline's do`, async () => {
      const compiled = compile(slug);
      const { files, defects } = seedDefects(expressDefects, compiled, seed);
      const flawed = await start(files);
      const baseline = await start(compiled.files);
      const [given, right] = [await answersOf(compiled, flawed), await answersOf(compiled, baseline)];
      // An endpoint that a trigger names may be concerned: all others are not.
      const concerned = (name: string) => defects.some(({ trigger }) => trigger.text.includes(name));
      for (const [name, answer] of right) if (!concerned(name)) assert.equal(given.get(name), answer, name);
      for (const { id, trigger } of defects.sort(
        (a, b) => Number(a.id === lasting) - Number(b.id === lasting),
      )) {
        assert.equal(await runTrigger(flawed, trigger), null, `${id}: ${trigger.text}`);
        assert.ok(await isImmune(baseline, trigger), `${id} in the baseline`);
      }
    });
  }
});
