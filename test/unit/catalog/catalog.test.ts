import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { templateFileSchema } from '../../../src/engine/domain/template.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the catalog', () => {
  let copy: string;

  beforeEach(async () => {
    copy = await mkdtemp(path.join(os.tmpdir(), 'assay-catalog-'));
    for (const part of ['templates', 'stacks']) {
      await cp(path.join(root, part), path.join(copy, part), { recursive: true });
    }
  });
  afterEach(() => rm(copy, { recursive: true, force: true }));

  it('holds what ships with Assay, and the names a pipeline file may use', async () => {
    const catalog = await loadCatalog(root);
    const files = await readdir(path.join(root, 'templates'));
    const shipped = files.map((file) => path.basename(file, '.json')).sort();
    assert.deepEqual([...catalog.templates.keys()], shipped);
    assert.deepEqual([...catalog.stacks.keys()], ['node-express', 'react-flask']);
    assert.equal(catalog.stacks.get('node-express')!.dir, path.join(root, 'stacks/node-express'));
    const known = catalog.knownNames(['builtin', 'ollama']);
    assert.deepEqual([...known.models], ['builtin/baseline', 'builtin/flawed']);
    assert.deepEqual([...known.providers], ['builtin', 'ollama']);
    assert.deepEqual([...known.templates], shipped);
    assert.deepEqual([...known.stacks], ['node-express', 'react-flask']);
  });

  it('names file, line and column of broken JSON', async () => {
    const file = path.join(copy, 'templates/notes.json');
    await writeFile(file, '{\n  "slug": "notes",\n  oops\n}');
    await assert.rejects(loadCatalog(copy), (error: unknown) => {
      assert.ok(InputError.is(error));
      const message = 'not valid JSON: invalid symbol';
      assert.deepEqual(error.problems, [{ file, line: 3, column: 3, message }]);
      return true;
    });
  });

  it('names every field that is wrong at its place', async () => {
    const file = path.join(copy, 'stacks/node-express/stack.json');
    const whole = JSON.parse(await readFile(file, 'utf8')) as object;
    const stack = { ...whole, entry: 7, runtime: 'perl' };
    await writeFile(file, JSON.stringify(stack, null, 2));
    await assert.rejects(loadCatalog(copy), (error: unknown) => {
      assert.ok(InputError.is(error));
      const lines = error.problems.map((problem) => problem.line);
      assert.deepEqual(lines, [4, 5]);
      assert.match(error.message, /stack\.json:4:\d+: \$\.runtime: /);
      return true;
    });
  });

  it('refuses a template whose file has another name, and a missing folder', async () => {
    await cp(path.join(copy, 'templates/notes.json'), path.join(copy, 'templates/other.json'));
    await assert.rejects(loadCatalog(copy), /other\.json: has the slug "notes"/);
    await rm(path.join(copy, 'templates'), { recursive: true });
    await assert.rejects(loadCatalog(copy), /templates: cannot be read/);
  });

  it('publishes the format of templates as a JSON schema that is what the code checks', async () => {
    const file = path.join(root, 'schemas/template.schema.json');
    const expected = z.toJSONSchema(templateFileSchema, { io: 'input', target: 'draft-7' });
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), JSON.parse(JSON.stringify(expected)));
  });
});
