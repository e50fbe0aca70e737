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
  return again.replace(/\s/g, '').length >= 24 ? again + rest : rest;
};

/** As the request asks for it: the block opened anew, with the lines that were quoted. */
const asAsked: GoesOn = (first, rest) => {
  const end = findOpenEnd(first);
  if (end.within !== 'block') return rest;
  const { fence, name } = end.block;
  const lastLine = end.body.slice(end.body.lastIndexOf('\n') + 1);
  const cutInClosing = lastLine !== '' && /^`+$/.test(lastLine) && rest.split('\n', 1)[0] !== '';
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
});
