import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import type { CompiledApp } from '../../../src/engine/generation/builtin/compile.ts';
import type { StackDefects } from '../../../src/engine/generation/builtin/defects/defect-kind.ts';
import { readControls } from '../../../src/engine/generation/builtin/controls.ts';
import { expressDefects } from '../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { flaskDefects } from '../../../src/engine/generation/builtin/defects/flask/flask-defects.ts';
import { compileFlaskApp } from '../../../src/engine/generation/builtin/flask/compile-flask.ts';
import { seedDefects } from '../../../src/engine/generation/builtin/seeding.ts';
import { groundTruthSchema } from '../../../src/engine/generation/ground-truth.ts';
import { createBench, freely } from './apps.ts';
import type { Bench } from './apps.ts';
import { wrongPlaces } from './flawed-apps.ts';
import { hostileTemplates } from './hostile-templates.ts';

const stacks = [
  { stack: 'node-express', compile: compileApp, stackDefects: expressDefects as StackDefects },
  { stack: 'react-flask', compile: compileFlaskApp, stackDefects: flaskDefects as StackDefects },
];

for (const [column, { stack, compile, stackDefects }] of stacks.entries()) {
  const kinds = [...stackDefects.functional, ...stackDefects.weaknesses];
  const functional = new Set(stackDefects.functional.map(({ id }) => id));

  describe(`builtin/flawed on ${stack}`, function () {
    this.timeout(60_000);
    let bench: Bench;
    let controls: Map<string, string>;
    before(async () => {
      bench = await createBench();
      controls = await readControls(bench.catalog.stacks.get(stack)!.dir);
    });
    after(() => bench.remove());

    const shipped = (): CompiledApp[] =>
      [...bench.catalog.templates.values()].map((template) => compile(template, controls));

    it('knows at least twenty kinds, each with a number of its own or of its family, in at least two forms', () => {
      assert.equal(new Set(kinds.map(({ id }) => id)).size, kinds.length);
      assert.ok(new Set(stackDefects.weaknesses.map(({ cwe }) => cwe)).size >= 20);
      for (const { id, forms } of kinds) {
        assert.ok(forms.length >= 2, id);
        assert.equal(new Set(forms.map((form) => form.id)).size, forms.length, id);
      }
    });

    it('is named in the documentation with every kind, its number and its forms', async () => {
      const text = await readFile(path.join(import.meta.dirname, '../../../docs/control-models.md'), 'utf8');
      for (const { id, cwe, forms } of kinds) {
        const row = text.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${id}\``));
        assert.ok(row !== undefined && row.includes(` ${cwe.slice(4)} `), `${id} ${cwe}`);
        const named = row.split('|')[4 + column]!;
        assert.equal(named.trim(), forms.map((form) => `\`${form.id}\``).join(', '), id);
      }
    });

    it('seeds five to eight defects of different kinds, one or two of them in what an endpoint does', () => {
      for (const app of shipped()) {
        for (let seed = 1; seed <= 40; seed++) {
          const { defects } = seedDefects(stackDefects, app, seed);
          const name = `${app.template.slug} ${seed}: ${defects.map(({ id }) => id).join(' ')}`;
          assert.ok(defects.length >= 5 && defects.length <= 8, name);
          assert.equal(new Set(defects.map(({ id }) => id)).size, defects.length, name);
          const broken = defects.filter(({ id }) => functional.has(id)).length;
          assert.ok(broken >= 1 && broken <= 2, name);
        }
      }
    });

    it('comes to every form of every kind over the seeds', () => {
      const app = compile(bench.catalog.templates.get('notes')!, controls);
      const seen = new Set<string>();
      for (let seed = 1; seed <= 400; seed++) {
        for (const { id, form } of seedDefects(stackDefects, app, seed).defects) seen.add(`${id}/${form}`);
      }
      const all = kinds.flatMap(({ id, forms }) => forms.map((form) => `${id}/${form.id}`));
      assert.deepEqual([...seen].sort(), all.sort());
    });

    it('names exactly the lines that the careful app has otherwise', () => {
      for (const app of shipped()) {
        for (let seed = 1; seed <= 60; seed++) {
          const flawed = seedDefects(stackDefects, app, seed);
          const careful = seedDefects(stackDefects, app, seed, { careful: true });
          assert.deepEqual(careful.defects, []);
          assert.equal(flawed.defects.length, flawed.placed.length);
          const forms = ({ placed }: typeof flawed) =>
            placed.map(({ kind, form }) => `${kind.id}/${form.id}`);
          assert.deepEqual(forms(careful), forms(flawed));
          assert.deepEqual(wrongPlaces(flawed, careful), [], `${app.template.slug} ${seed}`);
        }
      }
    });

    it('puts code that can be read into any app, and names its lines, whatever the template says', async () => {
      await fc.assert(
        fc.asyncProperty(hostileTemplates, fc.nat(), async (given, seed) => {
          const parsed = templateSchema.safeParse(given);
          fc.pre(parsed.success);
          const app = compile(parsed.data, controls);
          const flawed = seedDefects(stackDefects, app, seed);
          const careful = seedDefects(stackDefects, app, seed, { careful: true });
          groundTruthSchema.parse(JSON.parse(JSON.stringify(flawed.defects)));
          assert.ok(flawed.defects.length >= 5);
          assert.deepEqual(wrongPlaces(flawed, careful), []);
          for (const { files } of [flawed, careful]) {
            for (const [file, content] of files) {
              if (content === app.files.get(file)) continue;
              assert.doesNotMatch(content, /\p{Cc}(?<!\n)/u);
              // Python parses what is made for it in test/stacks.
              if (file.endsWith('.js')) await transform(content, { loader: 'js', format: 'esm' });
            }
          }
        }),
        { numRuns: 60 },
      );
    });

    it('gives the same bytes and the same ground truth for the same template and seed, and others for another', () => {
      const make = (seed: number) => {
        const app = compile(bench.catalog.templates.get('expenses')!, controls);
        const { files, defects } = seedDefects(stackDefects, app, seed);
        return JSON.stringify([[...files], defects]);
      };
      assert.equal(make(7), make(7));
      assert.notEqual(make(7), make(8));
    });

    it('takes less than 200 ms for an app', () => {
      const times: number[] = [];
      for (let seed = 1; seed <= 9; seed++) {
        const started = performance.now();
        seedDefects(stackDefects, compile(bench.catalog.templates.get('notes')!, controls), seed);
        times.push(performance.now() - started);
      }
      const median = times.sort((a, b) => a - b)[4]!;
      assert.ok(median < 200, `${median} ms`);
    });

    it('keeps the ground truth outside of the app, and leaves no mark of the seeding in it', async () => {
      const flawed = { ...(await bench.task('builtin/flawed', 'notes', 5)), stack };
      const { groundTruthBlob } = await bench.executor.generate(flawed, freely());
      const list: unknown = JSON.parse((await bench.blobs.get(groundTruthBlob!)).toString());
      const defects = groundTruthSchema.parse(list);
      assert.ok(defects.length >= 5);
      for (const { file } of defects) {
        const content = await readFile(path.join(flawed.workDir, 'app', file), 'utf8');
        assert.doesNotMatch(content, /\p{Cc}(?<!\n)|CWE|defect|flaw/iu);
      }
    });
  });
}
