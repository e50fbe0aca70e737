import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { noteKinds } from '../../../../src/engine/generation/answers/answer-reading.ts';
import { readAnswer } from '../../../../src/engine/generation/answers/read-answer.ts';

const folder = path.resolve(import.meta.dirname, '../../../corpus/answers');
const finishReason = z.enum(['stop', 'length']).nullable();
const read = z.strictObject({
  finishReason,
  /** Path → content. */
  files: z.record(z.string(), z.string()),
  /** Kinds, in the order of the answer. */
  notes: z.array(z.enum(noteKinds)),
  placeholders: z.array(z.strictObject({ path: z.string(), line: z.int() })),
  truncated: z.strictObject({ path: z.string().nullable(), within: z.string() }).nullable(),
});
const refused = z.strictObject({
  finishReason,
  error: z.strictObject({ class: z.string(), message: z.string() }),
});

describe('the corpus of answers', () => {
  const names = readdirSync(folder);

  it('is large', () => assert.ok(names.length >= 60, `${names.length} answers`));

  for (const name of names) {
    it(name, () => {
      const text = readFileSync(path.join(folder, name, 'answer.md'), 'utf8');
      const expected = z
        .union([read, refused])
        .parse(JSON.parse(readFileSync(path.join(folder, name, 'expected.json'), 'utf8')));
      const options = { writable: ['src/**', 'public/**'], finishReason: expected.finishReason };
      if ('error' in expected) {
        assert.throws(
          () => readAnswer(text, options),
          (error: unknown) => {
            assert.ok(AssayError.is(error), String(error));
            assert.equal(error.errorClass, expected.error.class);
            assert.ok(error.message.includes(expected.error.message), error.message);
            return true;
          },
        );
        return;
      }
      const { files, notes, placeholders, truncated } = readAnswer(text, options);
      assert.deepEqual(Object.fromEntries(files), expected.files);
      assert.deepEqual(
        notes.map(({ kind }) => kind),
        expected.notes,
      );
      assert.deepEqual(
        placeholders.map(({ path, line }) => ({ path, line })),
        expected.placeholders,
      );
      const place = truncated && { path: truncated.path, within: truncated.within };
      assert.deepEqual(place, expected.truncated);
    });
  }
});
