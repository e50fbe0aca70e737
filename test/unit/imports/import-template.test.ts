import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../../src/engine/domain/errors.ts';
import type { ImportOutcome } from '../../../src/engine/domain/import-records.ts';
import type { Engine } from '../../../src/engine/engine-api.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { engineOpener } from './engine-opener.ts';
import { smallTemplate, templateJson } from '../catalog/templates.ts';

describe('importing a template', () => {
  const folder = temporaryFolder();
  const stateDir = () => path.join(folder(), 'state');
  const open = engineOpener(stateDir);
  const kept = () => path.join(stateDir(), 'templates', 'own-todo.json');
  async function outcomeOf(engine: Engine, text: string): Promise<ImportOutcome['outcome']> {
    const outcome = await engine.importFile({ file: '/from/t.json', text });
    assert.deepEqual(outcome, {
      ...{ kind: 'template', outcome: outcome.outcome, warnings: [] },
      template: { slug: 'own-todo', name: (JSON.parse(text) as { name: string }).name, file: kept() },
    });
    return outcome.outcome;
  }
  const pipeline = (templates: string[]) =>
    JSON.stringify({ name: 'T', models: ['builtin/baseline'], templates, stack: 'node-express' });

  it('keeps it whole in the state folder, finds it again, and replaces another one of its slug', async () => {
    const engine = await open();
    assert.equal(await outcomeOf(engine, templateJson()), 'imported');
    assert.deepEqual(JSON.parse(readFileSync(kept(), 'utf8')), smallTemplate);
    assert.equal(await outcomeOf(engine, JSON.stringify(smallTemplate)), 'found');
    assert.equal(await outcomeOf(engine, templateJson({ name: 'Another' })), 'replaced');
    assert.equal((JSON.parse(readFileSync(kept(), 'utf8')) as typeof smallTemplate).name, 'Another');
    assert.deepEqual(readdirSync(path.dirname(kept())), ['own-todo.json']);
    assert.deepEqual(await engine.imported(), []);
  });

  it('lets pipelines name it at once, in the process that owns the folder and in others', async () => {
    const owner = await open();
    const client = await open();
    const file = path.join(folder(), 'trial.assay.json');
    writeFileSync(file, pipeline(['own-todo']));
    const [problem] = await owner.check(pipeline(['own-todo']), file);
    assert.match(problem!.message, /unknown template "own-todo"; known are: .*notes/);
    assert.equal(await outcomeOf(client, templateJson()), 'imported');
    assert.deepEqual(await owner.check(pipeline(['own-todo', 'notes']), file), []);
    assert.equal((await client.estimate({ file, mode: 'new' })).jobs, 1);
    const { pipelineId } = await client.run({ file, mode: 'new' });
    assert.equal((await client.whenSettled(pipelineId)).status, 'completed');
    const [app] = await owner.apps(pipelineId, { offset: 0, limit: 9 });
    assert.deepEqual([app!.template, app!.jobStatus], ['own-todo', 'completed']);
  });

  it('with underscores in its slug is built as any other', async () => {
    const engine = await open();
    const slug = 'crud_todo_list';
    await engine.importFile({ file: '/from/t.json', text: templateJson({ slug }) });
    const file = path.join(folder(), 'trial.assay.json');
    writeFileSync(file, pipeline([slug]));
    const { pipelineId } = await engine.run({ file, mode: 'new' });
    assert.equal((await engine.whenSettled(pipelineId)).status, 'completed');
    const [app] = await engine.apps(pipelineId, { offset: 0, limit: 9 });
    assert.deepEqual([app!.template, app!.jobStatus], [slug, 'completed']);
  });

  it('tells the pipeline whose template was broken since', async () => {
    const engine = await open();
    await outcomeOf(engine, templateJson());
    writeFileSync(kept(), '{');
    const [problem] = await engine.check(pipeline(['own-todo']), 'p.assay.json');
    assert.match(
      problem!.message,
      /^the template "own-todo" cannot be used: .*own-todo\.json:1:2: not valid JSON/,
    );
    assert.deepEqual(await engine.check(pipeline(['notes']), 'p.assay.json'), []);
  });

  it('never takes the slug of one that ships', async () => {
    const engine = await open();
    const text = templateJson({ slug: 'notes' });
    await assert.rejects(
      engine.importFile({ file: '/from/t.json', text }),
      (error) =>
        InputError.is(error) &&
        /^\/from\/t\.json:2:3: a template with the slug "notes" ships with Assay; give/.test(error.message),
    );
    assert.ok(!existsSync(path.dirname(kept())));
  });

  it('says what is made of it where it does not say', async () => {
    const engine = await open();
    const model = { name: 'Item', fields: { title: 'string' } };
    const text = templateJson({ data_model: model });
    const outcome = await engine.importFile({ file: '/from/t.json', text });
    assert.ok(outcome.kind === 'template');
    const [warning] = outcome.warnings;
    assert.match(warning!.message, /no field of "Item" is called the primary key: a field "id" is added/);
    const line = text.split('\n').findIndex((one) => one.includes('"fields"')) + 1;
    assert.deepEqual([warning!.file, warning!.line, warning!.column], ['/from/t.json', line, 5]);
  });

  it('is refused for its size alone, where records of pipelines may be larger', async () => {
    const engine = await open();
    const long = 'x'.repeat(10_000_000);
    const large = [
      templateJson({ description: long }),
      // Nested, or a value: no field that tells a record.
      JSON.stringify({ description: `"progress": ${long}`, data_model: { progress: {} } }),
      long,
      `{"slug": "${long}`,
    ];
    for (const text of large) {
      await assert.rejects(
        engine.importFile({ file: '/from/t.json', text }),
        (error) => InputError.is(error) && /^\/from\/t\.json: is larger than 1 MB/.test(error.message),
      );
    }
    const record = JSON.stringify({ notes: `\\"${long}`, progress: { analysis: {} } });
    assert.equal((await engine.importFile({ file: '/from/r.json', text: record })).kind, 'pipeline');
  });

  it('of whatever content ends with an outcome or is told, and writes nothing but its own file', async () => {
    const engine = await open();
    const value = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...Object.keys(smallTemplate)), fc.jsonValue()),
      fc
        .dictionary(fc.constantFrom('category', 'name', 'description', 'slug'), fc.jsonValue(), {
          maxKeys: 1,
        })
        .map((change) => ({ ...smallTemplate, ...change })),
      fc.record({ request: fc.jsonValue(), response: fc.jsonValue() }).map((examples) => ({
        ...smallTemplate,
        api_endpoints: [{ ...smallTemplate.api_endpoints[0], ...examples }],
      })),
    );
    const text = fc.oneof(
      value.map((one) => JSON.stringify(one)),
      fc.string(),
    );
    const slugs = new Set<string>();
    await fc.assert(
      fc.asyncProperty(text, async (source) => {
        try {
          const outcome = await engine.importFile({ file: '/from/t.json', text: source });
          if (outcome.kind === 'template') slugs.add(outcome.template.slug);
        } catch (error) {
          if (!InputError.is(error)) throw error;
          assert.ok(error.problems.length > 0);
        }
      }),
      { numRuns: 400 },
    );
    const files = existsSync(path.dirname(kept())) ? readdirSync(path.dirname(kept())) : [];
    assert.deepEqual(files.sort(), [...slugs].map((slug) => `${slug}.json`).sort());
    assert.ok(slugs.has('own-todo'));
  });

  it('into a state folder where it cannot be written says so', async () => {
    const engine = await open();
    mkdirSync(stateDir(), { recursive: true });
    writeFileSync(path.join(stateDir(), 'templates'), 'a file');
    await assert.rejects(
      engine.importFile({ file: '/from/t.json', text: templateJson() }),
      (error) => InputError.is(error) && /own-todo\.json: cannot be written \(/.test(error.message),
    );
  });
});
