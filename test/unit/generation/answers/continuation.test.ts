import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { formatAnswer } from '../../../../src/engine/generation/answers/answer-format.ts';
import { continuationRequest } from '../../../../src/engine/generation/answers/continuation-request.ts';
import { joinContinuation } from '../../../../src/engine/generation/answers/join-continuation.ts';
import { findOpenEnd } from '../../../../src/engine/generation/answers/open-end.ts';
import { quoteOf } from '../../../../src/engine/generation/answers/overlaps.ts';
import { readAnswer } from '../../../../src/engine/generation/answers/read-answer.ts';
import { controlApps } from './control-answers.ts';

const writable = ['src/**', 'public/**'];
const filesOf = (text: string) => [...readAnswer(text, { writable, finishReason: 'stop' }).files];

/** What a model answers that goes on in one way or another. */
type GoesOn = (first: string, rest: string, whole: string) => string;

const withNextCharacter: GoesOn = (_, rest) => rest;

/** The last lines once more, as a model does that looks for where it was. */
const withLinesRepeated: GoesOn = (first, rest) => {
  const lines = first.split('\n');
  const again = lines.slice(-6).join('\n');
  return again.replace(/\s/g, '').length >= 40 ? again + rest : rest;
};

/** As the request asks for it: the block opened anew, with the lines that were quoted. */
const asAsked: GoesOn = (first, rest) => {
  const end = findOpenEnd(first);
  if (end.within !== 'block') return rest;
  const { fence, name } = end.block;
  const lastLine = end.body.slice(end.body.lastIndexOf('\n') + 1);
  // The request does not quote the first marks of the line that would have closed the block.
  const cutInClosing = /^`+$/.test(lastLine) && lastLine.length < fence.length && !rest.startsWith('\n');
  const body = cutInClosing ? end.body.slice(0, end.body.length - lastLine.length) : end.body;
  const after = cutInClosing ? lastLine + rest : rest;
  return `${'`'.repeat(fence.length)}js path=${name.path!}\n${quoteOf(body)}${after}`;
};

/** The file from its beginning, after a remark. */
const withFileAgain: GoesOn = (first, rest) => {
  const end = findOpenEnd(first);
  if (end.within !== 'block') return rest;
  return `Here is the file as a whole.\n\n${first.slice(end.openAt)}${rest}`;
};

const ways = { withNextCharacter, withLinesRepeated, asAsked, withFileAgain };

const reading = (text: string) => readAnswer(text, { writable, finishReason: 'length' });
const fileText = 'export const one = 1;\nexport const two = 2;\nexport const three = 3;\n';

describe('a continuation', () => {
  let answers: string[] = [];
  before(async () => {
    answers = (await controlApps()).map(({ baseline }) => formatAnswer(baseline));
  });

  for (const [name, goOn] of Object.entries(ways)) {
    it(`gives the same files when an app is cut anywhere and goes on ${name}`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.nat(2), (place, which) => {
          const whole = answers[which]!;
          const at = place % whole.length;
          const first = whole.slice(0, at);
          const joined = joinContinuation(first, goOn(first, whole.slice(at), whole));
          assert.deepEqual(filesOf(joined.text), filesOf(whole), `cut at ${at} of answer ${which}`);
        }),
        { numRuns: 150 },
      );
    });
  }

  it('gives the same files whatever stands in them, as long as it is gone on as asked', () => {
    const line = fc.oneof(
      fc.constantFrom('', '}', '  }', 'x', '```', '```js', '~~~', '    });', '</div>', '```` '),
      fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[\0\r\n]/g, '')),
    );
    const content = fc
      .array(line, { maxLength: 12 })
      .map((lines) => lines.map((text) => `${text}\n`).join(''));
    fc.assert(
      fc.property(content, content, fc.nat({ max: 10_000 }), (one, two, place) => {
        const whole = formatAnswer(
          new Map([
            ['src/one.js', one],
            ['src/two.css', two],
          ]),
        );
        const first = whole.slice(0, place % whole.length);
        const joined = joinContinuation(first, asAsked(first, whole.slice(first.length), whole));
        assert.deepEqual(filesOf(joined.text), filesOf(whole), JSON.stringify(first));
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be cut off again', () => {
    const whole = formatAnswer(new Map([['src/a.js', fileText]]));
    const [one, two, three] = [whole.slice(0, 40), whole.slice(40, 70), whole.slice(70)];
    const joined = joinContinuation(joinContinuation(one, two).text, three).text;
    assert.deepEqual(filesOf(joined), [['src/a.js', fileText]]);
  });

  it('of JSON goes on with the next character, repeats the last ones, or begins again', () => {
    const whole = JSON.stringify({ files: [{ path: 'src/a.js', content: fileText }] });
    for (let at = 0; at < whole.length; at++) {
      const [first, rest] = [whole.slice(0, at), whole.slice(at)];
      for (const next of [rest, first.length >= 60 ? first.slice(-50) + rest : rest, whole]) {
        assert.deepEqual(
          filesOf(joinContinuation(first, next).text),
          [['src/a.js', fileText]],
          `${at}: ${next}`,
        );
      }
    }
  });

  it('of tags goes on with the next character, or opens the file again', () => {
    const whole = `<file path="src/a.js">\n${fileText}</file>\n`;
    for (let at = 24; at < whole.length; at++) {
      const [first, rest] = [whole.slice(0, at), whole.slice(at)];
      for (const next of [rest, whole]) {
        assert.deepEqual(
          filesOf(joinContinuation(first, next).text),
          [['src/a.js', fileText]],
          `${at}: ${next}`,
        );
      }
    }
  });

  it('takes what comes after a thought without end as the answer', () => {
    const whole = formatAnswer(new Map([['src/a.js', fileText]]));
    const joined = joinContinuation('<think>\nWell, first', `<think>Yes.</think>\n${whole}`);
    assert.deepEqual(joined, { text: whole, by: 'new-answer' });
  });

  it('is asked for with the last lines and the way to begin', () => {
    const whole = formatAnswer(
      new Map([
        ['src/done.js', fileText],
        ['src/a.js', fileText],
      ]),
    );
    const text = whole.slice(0, whole.lastIndexOf('three'));
    const asked = continuationRequest(reading(text), text);
    assert.match(asked, /cut off inside the file `src\/a\.js`/);
    assert.match(
      asked,
      /\n```js path=src\/a\.js\nexport const one = 1;\nexport const two = 2;\nexport const \n/,
    );
    assert.match(asked, /do not repeat them: `src\/done\.js`\. Then give the files that are still missing/);
  });

  it('is asked for after the last file, in the middle of JSON, and after thinking', () => {
    const between = formatAnswer(new Map([['src/done.js', fileText]]));
    assert.match(continuationRequest(reading(between), between), /cut off after the file `src\/done\.js`/);
    const json = JSON.stringify({ files: [{ path: 'src/a.js', content: fileText }] }).slice(0, -30);
    assert.match(continuationRequest(reading(json), json), /exactly the next character[^]*export const two/);
    const thinking = '<think>\nWell, first';
    assert.match(continuationRequest(reading(thinking), thinking), /without further thinking/);
  });

  it('of an answer that is whole is a bug', () => {
    const whole = formatAnswer(new Map([['src/a.js', fileText]]));
    const read = readAnswer(whole, { writable, finishReason: 'stop' });
    assert.throws(
      () => continuationRequest(read, whole),
      (error: unknown) => AssayError.is(error) && error.errorClass === 'bug',
    );
  });
});
