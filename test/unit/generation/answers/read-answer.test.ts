import assert from 'node:assert/strict';
import { formatAnswer } from '../../../../src/engine/generation/answers/answer-format.ts';
import type { AnswerReading } from '../../../../src/engine/generation/answers/answer-reading.ts';
import { maxAnswerCharacters, readAnswer } from '../../../../src/engine/generation/answers/read-answer.ts';
import { truncatedAnswer } from '../../../../src/engine/generation/answers/answer-errors.ts';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { controlApps } from './control-answers.ts';

const writable = ['src/**', 'public/**'];
const read = (text: string, finishReason: 'stop' | 'length' | null = 'stop'): AnswerReading =>
  readAnswer(text, { writable, finishReason });
const block = (name: string, content = 'x;\n') => `\`\`\`js path=${name}\n${content}\`\`\`\n`;

const refused = (text: string, message: RegExp) =>
  assert.throws(
    () => read(text),
    (error: unknown) => {
      assert.ok(AssayError.is(error), String(error));
      assert.equal(error.errorClass, 'invalid_output');
      assert.match(error.message, message);
      return true;
    },
  );

describe('reading an answer', () => {
  it('gives back what the control models write, without a note', async () => {
    for (const { template, baseline, flawed } of await controlApps()) {
      for (const files of [baseline, flawed]) {
        const reading = read(formatAnswer(files));
        assert.deepEqual([...reading.files], [...files], template);
        assert.deepEqual(
          { ...reading, files: null },
          { files: null, notes: [], placeholders: [], truncated: null },
        );
      }
    }
  });

  it('tells where in the answer something had to be tolerated', () => {
    const [note] = read(`Words.\n\n### src/a.js\n\`\`\`js\nx;\n\`\`\`\n`).notes;
    assert.deepEqual(note, { kind: 'path-in-caption', line: 4, path: 'src/a.js', detail: '```js' });
  });

  it('names the rule that took a prefix off', () => {
    const rules = ['./', '/app/', 'my-notes/'].map((prefix) => {
      const { files, notes } = read(block(`${prefix}src/a.js`) + block(`${prefix}public/b.js`));
      assert.deepEqual([...files.keys()], ['src/a.js', 'public/b.js']);
      return notes.map(({ detail }) => detail);
    });
    assert.deepEqual(rules, [['dot-slash: ./'], ['container-folder: /app/'], ['project-folder: my-notes/']]);
  });

  it('takes no prefix off that not all files have, or that leads nowhere', () => {
    const { files } = read(block('my-notes/src/a.js') + block('src/b.js'));
    assert.deepEqual([...files.keys()], ['src/b.js']);
    refused(
      block('my-notes/lib/a.js'),
      /none of the files .*\(src\/\*\*, public\/\*\*\), but my-notes\/lib\/a/,
    );
    refused(block('/src/a.js'), /absolute/);
    refused(block('../src/a.js'), /leaves its folder/);
  });

  it('leaves out what is the stack’s, and says so', () => {
    const { files, notes } = read(
      block('shop/package.json') +
        block('shop/src/a.js') +
        block('shop/README.md') +
        block('shop/public/b.js'),
    );
    assert.deepEqual([...files.keys()], ['src/a.js', 'public/b.js']);
    assert.deepEqual(
      notes.filter(({ kind }) => kind === 'file-ignored').map(({ path }) => path),
      ['package.json', 'README.md'],
    );
    refused(block('src/a.js') + block('/etc/passwd'), /absolute/);
    refused(block('src/a.js') + block('a/../../b.js'), /leaves its folder/);
  });

  it('takes the longer name of a caption where a comment gives the last part only', () => {
    const { files } = read('### src/a.js\n\n```js\n// a.js\nx;\n```\n');
    assert.deepEqual([...files], [['src/a.js', '// a.js\nx;\n']]);
  });

  it('takes a language for what it is, not for the name of a file', () => {
    refused('```node.js\nx\n```\n', /does not name its file/);
    refused('See https://example.org/a.js:\n\n```js\nx\n```\n', /does not name its file/);
    refused('Run it with `server.js`:\n\n```bash\nnode server.js\n```\n', /does not name its file/);
  });

  it('refuses what is too large, too many, or not text', () => {
    refused(block('src/a.js', `${'x'.repeat(600_000)}\n`), /larger than 524288 bytes/);
    refused(
      Array.from({ length: 201 }, (_, index) => block(`src/${index}.js`)).join(''),
      /more than 200 files/,
    );
    const part = `${'x'.repeat(500_000)}\n`;
    refused(Array.from({ length: 9 }, (_, index) => block(`src/${index}.js`, part)).join(''), /together/);
    refused(block('src/a.js', '\0\n'), /not text/);
    refused(block('src/a.js').repeat(1_500), /more than 200 files/);
  });

  it('refuses 100 MB before it looks at them', () => {
    const work = { characters: 0 };
    const text = block('src/a.js', 'x'.repeat(100_000_000));
    assert.throws(
      () => readAnswer(text, { writable, finishReason: 'stop', work }),
      /characters long; more than/,
    );
    assert.equal(work.characters, 0);
    assert.ok(maxAnswerCharacters < 100_000_000);
  });

  it('takes an unclosed last file for whole only with a reason to', () => {
    const open = (content: string) => `\`\`\`js path=src/a.js\n${content}`;
    const isWhole = (content: string, reason: 'stop' | 'length' | null = 'stop') =>
      read(open(content), reason).truncated === null;
    assert.ok(isWhole('export function a() {\n  return 1;\n}'));
    assert.ok(!isWhole('export function a() {\n  return 1;\n}', 'length'));
    assert.ok(!isWhole('export function a() {\n  return 1;\n}', null));
    assert.ok(!isWhole('export function a() {\n  return 1;\n'));
    assert.ok(!isWhole('export const a = `text'));
    assert.ok(!isWhole('export const a ='));
    assert.ok(!isWhole(''));
    assert.ok(isWhole('const a = /[{]/; // an open { in words\n'));
  });

  it('says in words where it was cut off', () => {
    const told = (text: string, reason: 'stop' | 'length' | null) =>
      truncatedAnswer(read(text, reason).truncated!);
    const inside = told('Words\n```js path=src/a.js\nexport const', 'stop');
    assert.equal(inside.errorClass, 'truncated');
    assert.equal(inside.message, 'The answer ends inside the file src/a.js, which begins in line 2.');
    assert.match(told(block('src/a.js'), 'length').message, /reached its limit .* it ends in line 4\./);
    assert.match(told('<think>\nHm', 'length').message, /still thinking/);
  });
});
