import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { ErrorClass } from '../../../src/engine/domain/errors.ts';
import type { GenerationOptions, GenerationTask } from '../../../src/engine/domain/executors.ts';
import { createBench, freely, keyOf } from './apps.ts';
import type { Bench } from './apps.ts';
import { ScriptedModel } from './scripted-models.ts';

const app = (body: string, name = 'src/app.js') => `\`\`\`js path=${name}\n${body}\n\`\`\`\n`;
const good = 'export function createApp() {\n  return null;\n}';
const broken = 'export function createApp() {\n  return (;\n}';
const cut = {
  text: '```js path=src/app.js\nexport function createApp() {\n',
  finishReason: 'length',
} as const;

describe('the steps of a generation', () => {
  let bench: Bench;
  let model: ScriptedModel;
  let task: GenerationTask;
  beforeEach(async () => {
    model = new ScriptedModel();
    bench = await createBench(model.providers);
    task = await bench.task('acme/big', 'notes');
  });
  afterEach(() => bench.remove());

  const generate = (options: Partial<GenerationOptions> = {}) =>
    bench.executor.generate({ ...task, options: { ...task.options, ...options } }, freely());
  const written = (name = 'src/app.js') => readFile(path.join(task.workDir, 'app', name), 'utf8');
  const steps = () => [...bench.recorded.keys()].map((key) => (JSON.parse(key) as string[])[3]);
  const fails = async (options: Partial<GenerationOptions>, errorClass: ErrorClass, message: RegExp) => {
    let thrown: unknown = null;
    await generate(options).catch((error: unknown) => (thrown = error));
    assert.ok(AssayError.is(thrown), String(thrown));
    assert.equal(thrown.errorClass, errorClass);
    assert.match(thrown.message, message);
    return thrown;
  };

  it('lets a model go on with an answer that was cut off, and joins the parts', async () => {
    model.says = [cut, { text: '  // half\n', finishReason: 'length' }, '  return null;\n}\n```\n'];
    await generate();
    assert.equal(await written(), 'export function createApp() {\n  // half\n  return null;\n}\n');
    assert.deepEqual(steps(), ['generate', 'continue-1', 'continue-2']);
    const [first, , third] = model.asked;
    assert.deepEqual(third!.messages.slice(0, 2), first!.messages);
    assert.deepEqual(third!.messages[2], { role: 'assistant', content: `${cut.text}  // half\n` });
    assert.match(model.lastRequest, /cut off inside the file `src\/app\.js`/);
    const { requestBlob } = bench.recorded.get(keyOf({ ...task, step: 'continue-2' }))!;
    const stored = JSON.parse((await bench.blobs.get(requestBlob)).toString()) as object;
    assert.deepEqual(stored, { model: 'acme/big', messages: third!.messages, seed: 1 });
  });

  it('fails as truncated after as many continuations as it may ask, and when a model has nothing to add', async () => {
    model.says = [cut, { text: '  // a\n', finishReason: 'length' }];
    await fails({ maxContinuations: 1 }, 'truncated', /ends inside the file src\/app\.js/);
    assert.equal(model.asked.length, 2);
    task = await bench.task('acme/big', 'notes');
    model.says = [cut, { text: '', finishReason: 'stop' }];
    await fails({ maxContinuations: 9 }, 'truncated', /src\/app\.js/);
    task = await bench.task('acme/big', 'notes');
    model.says = [cut, { text: 'no', finishReason: 'refused' }];
    await fails({}, 'invalid_output', /refused/);
  });

  it('asks a model that thought until its limit without an empty message', async () => {
    model.says = [{ text: '', finishReason: 'length' }, app(good)];
    await generate();
    assert.deepEqual(
      model.asked[1]!.messages.map(({ role }) => role),
      ['system', 'user', 'user'],
    );
    assert.equal(await written(), `${good}\n`);
  });

  it('goes on from the answers that are there, wherever it was cut short', async () => {
    const gone = new AssayError('transient', 'gone');
    model.says = [cut, gone];
    await fails({ repair: 'model' }, 'transient', /gone/);
    model.says = ['  return (;\n}\n```\n', gone];
    await fails({ repair: 'model' }, 'transient', /gone/);
    model.says = [app(good)];
    await generate({ repair: 'model' });
    assert.equal(await written(), `${good}\n`);
    assert.deepEqual(steps(), ['generate', 'continue-1', 'repair-1']);
    assert.equal(model.asked.length, 5);
  });

  it('writes the app as the model gave it, and says what is wrong with it', async () => {
    const own = `const fs = require('node:fs');\n${broken}`;
    model.says = [app(own)];
    const { remarks } = await generate({ repair: 'none' });
    assert.equal(await written(), `${own}\n`);
    assert.deepEqual(
      remarks.map(({ kind, name, path: file, line }) => [kind, name, file, line]),
      [['problem', 'syntax', 'src/app.js', 3]],
    );
    model.says = [app(good, 'src/other.js')];
    task = await bench.task('acme/big', 'notes');
    await fails({ repair: 'none' }, 'invalid_output', /src\/app\.js: the stack needs this file/);
  });

  it('applies the rules and lists each fix, and asks no more while nothing is wrong', async () => {
    model.says = [`Here it is.\n\n${app(`const fs = require('node:fs');\n${good}\nfs.statSync('.');`)}`];
    const { remarks } = await generate({ repair: 'model' });
    assert.match(await written(), /^import fs from 'node:fs';/);
    assert.deepEqual(
      remarks.map(({ kind, path: file, count }) => [kind, file, count]),
      [['fix', 'src/app.js', 1]],
    );
    assert.equal(model.asked.length, 1);
  });

  it('asks once for a repair, with the exact errors, and tells what the model corrected', async () => {
    model.says = [app(broken) + app('export const kept = 1;', 'src/kept.js'), app(good)];
    const { remarks } = await generate({ repair: 'model' });
    assert.equal(await written(), `${good}\n`);
    assert.equal(await written('src/kept.js'), 'export const kept = 1;\n');
    assert.match(model.lastRequest, /^- src\/app\.js:2: /m);
    assert.deepEqual(
      remarks.map(({ kind, name, line }) => [kind, name, line]),
      [['model-repair', 'syntax', 2]],
    );
  });

  it('fails when the repaired app is still broken, or the repair cannot be read, with all that is wrong', async () => {
    model.says = [app(broken), app(broken)];
    const error = await fails(
      { repair: 'model' },
      'invalid_output',
      /did not repair its app.*src\/app\.js:2/,
    );
    assert.match(error.detail ?? '', /^src\/app\.js:2: /);
    assert.deepEqual(steps(), ['generate', 'repair-1']);
    task = await bench.task('acme/big', 'notes');
    model.says = [app(broken), 'I am sorry.'];
    const unread = await fails({ repair: 'model' }, 'invalid_output', /did not repair its app.*no files/);
    assert.match(unread.detail ?? '', /I am sorry/);
  });

  it('asks for code that words stand for, and keeps the app when that makes it no better', async () => {
    const left = `${good}\n// ... rest of the routes`;
    model.says = [app(left), app(broken)];
    const { remarks } = await generate({ repair: 'model' });
    assert.match(model.lastRequest, /words stand for code/);
    assert.equal(await written(), `${left}\n`);
    assert.deepEqual(
      remarks.map(({ kind, line }) => [kind, line]),
      [['placeholder', 4]],
    );
  });

  it('refuses a repair that does not go together with what is there', async () => {
    model.says = [app(broken) + app('export {};', 'src/data.js'), app(good) + app('x', 'src/data.js/a.js')];
    await fails({ repair: 'model' }, 'invalid_output', /file as a folder/);
  });
});
