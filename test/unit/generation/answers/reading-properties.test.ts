import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { formatAnswer } from '../../../../src/engine/generation/answers/answer-format.ts';
import type { AnswerReading } from '../../../../src/engine/generation/answers/answer-reading.ts';
import { joinContinuation } from '../../../../src/engine/generation/answers/join-continuation.ts';
import { readAnswer } from '../../../../src/engine/generation/answers/read-answer.ts';

const writable = ['src/**', 'public/**'];

/** Pieces that answers are made of, and what attacks are made of. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    ...[
      '```',
      '````',
      '~~~',
      '\n',
      '\n\n',
      '\r\n',
      '  ',
      '```js path=src/a.js\n',
      '```js\n',
      '```md path=src/b.md\n',
    ],
    ...[
      '// src/c.js\n',
      '### src/d.js\n',
      '**public/e.css**\n',
      'File: `src/f.js`\n',
      '# x',
      '<!-- public/g.html -->\n',
    ],
    ...[
      '<file path="src/h.js">',
      '</file>',
      '<file>',
      '<path>src/i.js</path>',
      '<content>',
      '<![CDATA[',
      ']]>',
    ],
    ...[
      '{"files":[',
      '{"path":"src/j.js","content":"',
      '"}',
      ']}',
      '\\',
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      '`',
      '${',
    ],
    ...[
      '<think>',
      '</think>',
      '</think>\n',
      '\uFEFF',
      '\0',
      '&lt;',
      '/*',
      '*/',
      '//',
      '<script>',
      '... existing code ...',
    ],
    ...[
      '../',
      '/etc/passwd',
      'path=',
      'C:\\x.js',
      'src/../../x.js',
      'src/nul.js',
      '@@ -1,2 +1,2 @@\n',
      'diff --git',
    ],
  ),
);
const answer = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const reason = fc.constantFrom('stop', 'length', null);

function attempt(text: string, finishReason: 'stop' | 'length' | null): AnswerReading | null {
  try {
    return readAnswer(text, { writable, finishReason });
  } catch (error) {
    assert.ok(AssayError.is(error) && error.errorClass === 'invalid_output', String(error));
    return null;
  }
}

describe('reading any answer', () => {
  it('gives back what was written, byte for byte', () => {
    const segment = fc
      .stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
      .filter((name) => !/^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(name));
    const ending = fc.constantFrom('js', 'html', 'css', 'md', 'json', 'txt');
    const name = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), ending)
      .map(([parts, end]) => `src/${parts.join('/')}.${end}`);
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '```',
        '````js path=src/x.js',
        '~~~',
        '```` ',
        '  ```',
        '</file>',
        '<think>',
        '### src/y.js',
        '{',
      ),
    );
    const content = fc
      .array(line, { maxLength: 6 })
      .map((lines) => lines.map((text) => `${text.replaceAll(/[\0\n]/g, '')}\n`).join(''))
      // A file that begins like a diff is refused as one.
      .filter((text) => !/^\s*(?:---|\+\+\+|@@|diff|\*\*\*|<<<)/.test(text));
    fc.assert(
      fc.property(fc.dictionary(name, content, { minKeys: 1, maxKeys: 5 }), (files) => {
        const written = new Map(Object.entries(files));
        const { files: read, truncated } = readAnswer(formatAnswer(written), {
          writable,
          finishReason: 'stop',
        });
        assert.deepEqual([...read], [...written]);
        assert.equal(truncated, null);
      }),
      { numRuns: 500 },
    );
  });

  it('throws nothing but invalid_output, and names no file outside of the folder', () => {
    fc.assert(
      fc.property(answer, reason, (text, finishReason) => {
        for (const file of attempt(text, finishReason)?.files.keys() ?? []) {
          for (const { resolve, sep } of [path.posix, path.win32]) {
            assert.ok(resolve(`${sep}app`, file).startsWith(resolve(`${sep}app`) + sep), file);
          }
          assert.match(file, /^(?:src|public)\//);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('joins any two answers into one that can be read', () => {
    fc.assert(
      fc.property(answer, answer, reason, (first, second, finishReason) => {
        const { text } = joinContinuation(first, second);
        assert.ok(text.length <= first.length + second.length + 200);
        attempt(text, finishReason);
      }),
      { numRuns: 1_500 },
    );
  });

  it('writes no file outside of the folder', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-answers-'));
    try {
      const app = path.join(folder, 'app');
      await fc.assert(
        fc.asyncProperty(answer, async (text) => {
          for (const [name, content] of attempt(text, 'stop')?.files ?? []) {
            await mkdir(path.join(app, path.dirname(name)), { recursive: true });
            await writeFile(path.join(app, name), content);
          }
          const there = await readdir(folder);
          assert.ok(there.length === 0 || (there.length === 1 && there[0] === 'app'), there.join());
          await rm(app, { recursive: true, force: true });
        }),
        { numRuns: 300 },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('looks at each character a bounded number of times', () => {
    const most = 60;
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 200 }),
        reason,
        (pieces, times, why) => {
          const text = pieces.join('').repeat(times);
          const work = { characters: 0 };
          try {
            readAnswer(text, { writable, finishReason: why, work });
          } catch (error) {
            assert.ok(AssayError.is(error), String(error));
          }
          assert.ok(work.characters <= most * (text.length + 100), `${work.characters} for ${text.length}`);
        },
      ),
      { numRuns: 1_500 },
    );
  });
});
