import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AssayError, InputError, errorClasses, maxRetryAfterMs } from '../../../src/engine/domain/errors.ts';
import { decodeAnswer, encodeError } from '../../../src/engine/remote/wire.ts';

/** What arrives on the other side of the socket. */
function carried(error: unknown): unknown {
  try {
    return decodeAnswer(JSON.parse(JSON.stringify(encodeError(error))));
  } catch (thrown) {
    return thrown;
  }
}

describe('an error on its way to another process', () => {
  it('keeps its class, its words and when to come back', () => {
    const options = fc.record(
      { hint: fc.string(), detail: fc.string(), retryAfterMs: fc.nat(maxRetryAfterMs) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...errorClasses), fc.string(), options, (errorClass, message, more) => {
        const sent = new AssayError(errorClass, message, more);
        const { hint, detail, retryAfterMs } = sent;
        const arrived = carried(sent);
        assert.ok(AssayError.is(arrived));
        assert.deepEqual(
          [arrived.errorClass, arrived.message, arrived.hint, arrived.detail, arrived.retryAfterMs],
          [errorClass, message, hint, detail, retryAfterMs],
        );
      }),
    );
  });

  it('keeps the places of a wrong input', () => {
    const sent = InputError.of('trial.assay.json', 'the file is empty');
    const arrived = carried(sent);
    assert.ok(InputError.is(arrived));
    assert.deepEqual(arrived.problems, sent.problems);
  });

  it('never says a time to come back that nothing could wait for', () => {
    const said = (retryAfterMs: number) =>
      new AssayError('rate_limited', 'Too many requests.', { retryAfterMs }).retryAfterMs;
    assert.equal(said(1_500.2), 1_501);
    assert.equal(said(-5), 0);
    assert.equal(said(Number.POSITIVE_INFINITY), maxRetryAfterMs);
    assert.equal(said(Number.NaN), null);
  });
});
