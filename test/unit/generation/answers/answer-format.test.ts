import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { truncatedAnswer } from '../../../../src/engine/generation/answers/answer-errors.ts';
import { answerLimits } from '../../../../src/engine/generation/answers/answer-format.ts';
import type { AnswerFiles } from '../../../../src/engine/generation/answers/answer-format.ts';
import { readAnswer } from '../../../../src/engine/generation/answers/read-answer.ts';

/** As the engine reads an answer that nobody goes on with. */
function parseAnswer(text: string): AnswerFiles {
  const { files, truncated } = readAnswer(text, { writable: ['**'], finishReason: null });
  if (truncated) throw truncatedAnswer(truncated);
  return files;
}

const refuses = (text: string, errorClass: string, message: RegExp) =>
  assert.throws(
    () => parseAnswer(text),
    (error: unknown) => {
      assert.ok(AssayError.is(error), String(error));
      assert.equal(error.errorClass, errorClass);
      assert.match(error.message, message);
      return true;
    },
  );
const block = (name: string, content = 'x\n') => `\`\`\`js path=${name}\n${content}\`\`\`\n`;

describe('the answer format', () => {
  it('reads each block as a file and ignores the words between', () => {
    const answer = `Here you are.\n\n${block('src/app.js', 'a\n\n  b\n')}\nAnd:\n\`\`\`path=public/index.html\n\`\`\`\nDone.`;
    assert.deepEqual(
      [...parseAnswer(answer)],
      [
        ['src/app.js', 'a\n\n  b\n'],
        ['public/index.html', ''],
      ],
    );
  });

  it('lets a file hold fences when it is fenced with more backticks', () => {
    const content = 'text\n```js\ncode\n```\n';
    assert.deepEqual(
      [...parseAnswer(`\`\`\`\`md path=public/a.md\n${content}\`\`\`\`\n`)],
      [['public/a.md', content]],
    );
  });

  it('says truncated when the last block has no end', () => {
    refuses('```js path=src/app.js\nexport', 'truncated', /ends inside the file src\/app\.js/);
    refuses(`${block('src/a.js')}\`\`\`\`js path=src/b.js\n\`\`\`\n`, 'truncated', /src\/b\.js/);
  });

  it('refuses an answer without files, a block without a path, and a path given twice', () => {
    refuses('Sorry, no.', 'invalid_output', /holds no files/);
    refuses('one\n```js\nx\n```\n', 'invalid_output', /line 2 .* does not name its file/);
    refuses(block('src/a.js') + block('src/A.js'), 'invalid_output', /src\/A\.js twice/);
    refuses(block('src/a') + block('src/a/b.js'), 'invalid_output', /a file as a folder/);
  });

  it('refuses what is too large, too much, or not text', () => {
    refuses(block('src/a.js', `${'x'.repeat(answerLimits.fileBytes)}\n`), 'invalid_output', /larger than/);
    const many = Array.from({ length: answerLimits.files + 1 }, (_, index) => block(`src/${index}.js`)).join(
      '',
    );
    refuses(many, 'invalid_output', /more than 200 files/);
    const part = 'x'.repeat(answerLimits.fileBytes - 1);
    const whole = Array.from({ length: 9 }, (_, index) => block(`src/${index}.js`, `${part}\n`)).join('');
    refuses(whole, 'invalid_output', /together/);
    refuses(block('src/a.js', '\0\n'), 'invalid_output', /not text/);
  });

  const outside = [
    ...[
      '/etc/passwd',
      '../a.js',
      'src/../../a.js',
      'src/./a.js',
      'C:/a.js',
      'C:a.js',
      '\\\\host\\a',
      'src\\a.js',
    ],
    ...[
      'src//a.js',
      'src/',
      '.npmrc',
      'src/.env',
      'con',
      'src/NUL.js',
      'src/aux',
      'src/a.',
      'src/a:b',
      'src/a%2e',
      '~/a',
    ],
    ...[
      'node_modules/express/index.js',
      'src/ä.js',
      'src/a*.js',
      '-rf',
      `src/${'a'.repeat(300)}`,
      'a/'.repeat(12) + 'b',
    ],
  ];
  for (const name of outside) {
    it(`refuses the path ${name.slice(0, 40)}`, () => refuses(block(name), 'invalid_output', /path|name/));
  }

  it('throws nothing but AssayErrors and never lets a path out, whatever the answer', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '```',
        '````',
        '\n',
        '```js path=',
        'path=',
        '../',
        '/',
        'src/a.js',
        '\r\n',
        'con',
        '\0',
        '.',
        ':',
      ),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 30 }), (parts) => {
        let files;
        try {
          files = parseAnswer(parts.join(''));
        } catch (error) {
          assert.ok(AssayError.is(error), String(error));
          return;
        }
        for (const file of files.keys()) {
          for (const { resolve, sep } of [path.posix, path.win32]) {
            assert.ok(resolve(`${sep}app`, file).startsWith(resolve(`${sep}app`) + sep), file);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
