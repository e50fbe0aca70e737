import assert from 'node:assert/strict';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { languageModelFailure } from '../../../src/views/models/language-model-failure.ts';

/** As the editor throws them: a code of its own, or what the extension that brings the model has thrown as the cause. */
function thrown(code: string, message: string, cause?: string): Error {
  const error = new Error(message, cause === undefined ? {} : { cause: new Error(cause) });
  return Object.assign(error, { code });
}

const model = 'vscode/acme/big';

describe('what goes wrong with a model of the editor', () => {
  const classes: [Error, string, RegExp][] = [
    [thrown('NoPermissions', 'not allowed'), 'auth', /may not ask vscode\/acme\/big: not allowed/],
    [thrown('Blocked', 'blocked'), 'auth', /does not let Assay ask/],
    [thrown('Blocked', 'Quota exceeded for this month'), 'rate_limited', /limits how often/],
    [thrown('NotFound', 'no such model'), 'misconfigured', /has no model vscode\/acme\/big/],
    [thrown('', 'failed', 'Too Many Requests, try again in 30 s'), 'rate_limited', /Too Many Requests/],
    [thrown('', 'failed', 'socket hang up'), 'transient', /socket hang up/],
    [new Error('whatever'), 'transient', /whatever/],
  ];
  for (const [error, errorClass, message] of classes) {
    it(`is ${errorClass}: ${error.message}${error.cause ? ` (${(error.cause as Error).message})` : ''}`, () => {
      const failure = languageModelFailure(model, error);
      assert.ok(AssayError.is(failure));
      assert.equal(failure.errorClass, errorClass);
      assert.match(failure.message, message);
    });
  }

  it('keeps how long to wait', () => {
    const failure = languageModelFailure(model, thrown('', 'x', 'rate limit: retry after 30 s'));
    assert.ok(AssayError.is(failure));
    assert.equal(failure.retryAfterMs, 30_000);
  });

  it('is no error when the model would not answer: its words are the answer', () => {
    const cause = 'Response contained content filtered by the Responsible AI service';
    assert.deepEqual(languageModelFailure(model, thrown('', 'failed', cause)), { refusal: cause });
    const offTopic = thrown('off_topic', 'This is off-topic.');
    assert.deepEqual(languageModelFailure(model, offTopic), { refusal: 'This is off-topic.' });
  });

  it('that has its class already keeps it', () => {
    const known = new AssayError('timeout', 'too long');
    assert.equal(languageModelFailure(model, known), known);
  });
});
