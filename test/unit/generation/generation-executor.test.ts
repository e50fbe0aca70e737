import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { formatAnswer } from '../../../src/engine/generation/answers/answer-format.ts';
import { createBench, freely, keyOf } from './apps.ts';
import type { Bench } from './apps.ts';

describe('the generation executor', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await createBench();
  });
  afterEach(() => bench.remove());

  const filesIn = async (folder: string) =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();

  /** Puts an answer into the ledger, as if the model had been asked before. */
  const answered = async (answer: { text: string; finishReason?: string }) => {
    const task = await bench.task('builtin/baseline', 'notes');
    const whole = { finishReason: 'stop', usage: null, cost: null, groundTruth: null, ...answer };
    const answerBlob = await bench.blobs.put(JSON.stringify(whole));
    bench.recorded.set(keyOf({ ...task, step: 'generate' }), { requestBlob: answerBlob, answerBlob });
    return task;
  };
  const refused = async (
    answer: { text: string; finishReason?: string },
    errorClass: string,
    message: RegExp,
  ) => {
    const options = { repair: 'deterministic', maxContinuations: 0 } as const;
    const task = { ...(await answered(answer)), options };
    await assert.rejects(bench.executor.generate(task, freely()), (error: unknown) => {
      assert.ok(AssayError.is(error), String(error));
      assert.equal(error.errorClass, errorClass);
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(await filesIn(task.workDir), []);
  };

  it('writes scaffold and answer, and a manifest of exactly that', async () => {
    const task = await bench.task('builtin/baseline', 'notes');
    const { manifest, groundTruthBlob } = await bench.executor.generate(task, freely());
    assert.equal(groundTruthBlob, null);
    const app = path.join(task.workDir, 'app');
    assert.deepEqual(await filesIn(app), Object.keys(manifest.files).sort());
    for (const [name, { sha256, size }] of Object.entries(manifest.files)) {
      const content = await readFile(path.join(app, name));
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256);
      assert.equal(content.length, size);
    }
    const originOf = (name: string) => manifest.files[name]?.origin;
    assert.equal(originOf('server.js'), 'scaffold');
    assert.equal(originOf('package-lock.json'), 'scaffold');
    assert.equal(originOf('src/app.js'), 'model');
    assert.equal(originOf('public/index.html'), 'model');
  });

  it('records request and answer, with the prompts filled in', async () => {
    const task = await bench.task('builtin/flawed', 'links', 7);
    const { groundTruthBlob } = await bench.executor.generate(task, freely());
    const { requestBlob, answerBlob } = bench.recorded.get(keyOf({ ...task, step: 'generate' }))!;
    const request = JSON.parse((await bench.blobs.get(requestBlob)).toString()) as {
      model: string;
      seed: number;
      messages: { role: string; content: string }[];
    };
    const said = (role: string) => request.messages.find((message) => message.role === role)!.content;
    assert.equal(request.model, 'builtin/flawed');
    assert.equal(request.seed, 7);
    assert.match(said('user'), /### POST \/api\/links\/:id\/visit/);
    assert.match(said('user'), /- `tags`: list of strings/);
    assert.match(said('system'), /import \{ createApp \} from '\.\/src\/app\.js'/);
    assert.doesNotMatch(said('system') + said('user'), /\{\{\w+\}\}/);
    const answer = JSON.parse((await bench.blobs.get(answerBlob)).toString()) as { text: string };
    assert.match(answer.text, /^```+js path=src\/app\.js$/m);
    assert.doesNotMatch(answer.text, /CWE-/, 'the list of defects is not in the app');
    assert.match((await bench.blobs.get(groundTruthBlob!)).toString(), /CWE-/);
  });

  it('uses a recorded answer instead of asking again', async () => {
    const task = await answered({
      text: formatAnswer(new Map([['src/app.js', 'export const stored = 1;\n']])),
    });
    const { manifest } = await bench.executor.generate(task, freely());
    const written = Object.entries(manifest.files).filter(([, file]) => file.origin === 'model');
    assert.deepEqual(
      written.map(([name]) => name),
      ['src/app.js'],
    );
    assert.match(await readFile(path.join(task.workDir, 'app/src/app.js'), 'utf8'), /stored/);
  });

  it('keeps the ground truth when the answer comes from the ledger', async () => {
    const task = await bench.task('builtin/flawed', 'notes', 3);
    const first = await bench.executor.generate(task, freely());
    const again = await bench.task('builtin/flawed', 'notes', 3);
    const { attemptId, jobId } = task;
    const second = await bench.executor.generate({ ...again, attemptId, jobId }, freely());
    assert.deepEqual(second, first);
    assert.equal(bench.recorded.size, 1);
  });

  it('refuses answers with files of the stack only, unsafe paths and cut answers, and writes nothing', async () => {
    const file = (name: string) => ({ text: `\`\`\`js path=${name}\nx\n\`\`\`\n` });
    await refused(file('server.js'), 'invalid_output', /none of the files .*but server\.js/);
    await refused(file('package.json'), 'invalid_output', /package\.json/);
    await refused(file('../outside.js'), 'invalid_output', /leaves its folder/);
    await refused({ text: '```js path=src/app.js\nx' }, 'truncated', /ends inside/);
    await refused({ ...file('src/app.js'), finishReason: 'length' }, 'truncated', /limit/);
    await refused({ ...file('src/app.js'), finishReason: 'refused' }, 'invalid_output', /refused/);
  });

  it('names what is not installed', async () => {
    const task = await bench.task('builtin/baseline', 'notes');
    for (const wrong of [{ template: 'nope' }, { stack: 'nope' }, { model: 'acme/nope' }]) {
      await assert.rejects(bench.executor.generate({ ...task, ...wrong }, freely()), /nope/);
    }
  });

  it('stops when it is cancelled', async () => {
    const task = await bench.task('builtin/baseline', 'notes');
    const signal = AbortSignal.abort();
    await assert.rejects(bench.executor.generate(task, { ...freely(), signal }), (error: unknown) => {
      assert.ok(AssayError.is(error));
      return error.errorClass === 'cancelled';
    });
    assert.deepEqual(await filesIn(task.workDir), []);
    assert.equal(bench.recorded.size, 0);
  });

  it('writes the same bytes for the same template, stack and seed, and others for another seed', async () => {
    const manifestOf = async (model: string, seed: number) =>
      (await bench.executor.generate(await bench.task(model, 'expenses', seed), freely())).manifest;
    assert.deepEqual(await manifestOf('builtin/baseline', 1), await manifestOf('builtin/baseline', 2));
    assert.deepEqual(await manifestOf('builtin/flawed', 1), await manifestOf('builtin/flawed', 1));
    assert.notDeepEqual(await manifestOf('builtin/flawed', 1), await manifestOf('builtin/flawed', 2));
  });
});
