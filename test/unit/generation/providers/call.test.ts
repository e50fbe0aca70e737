import assert from 'node:assert/strict';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { Call } from '../../../../src/engine/generation/providers/call.ts';

const limits = { idleTimeoutMs: 60_000, callTimeoutMs: 60_000, maxBytes: 1_000 };

describe('a call while it is under way', () => {
  it('is ended by more bytes than an answer can have', () => {
    const call = new Call('Acme', limits, new AbortController().signal);
    call.received(1_000);
    assert.equal(call.signal.aborted, false);
    assert.throws(
      () => call.received(1),
      (error) => AssayError.is(error) && /Acme sent/.test(error.message),
    );
    assert.equal(call.signal.aborted, true);
    assert.equal(call.failure!.errorClass, 'invalid_output');
    call.end();
  });

  it('is ended by its caller, also by one that gave up before it began', () => {
    const caller = new AbortController();
    const calls = [new Call('Acme', limits, caller.signal)];
    caller.abort();
    calls.push(new Call('Acme', limits, caller.signal));
    for (const call of calls) {
      assert.equal(call.signal.aborted, true);
      assert.equal(call.failure!.errorClass, 'cancelled');
      call.end();
    }
  });

  it('closes what is open when it ends, and that is no failure', () => {
    const call = new Call('Acme', limits, new AbortController().signal);
    call.end();
    assert.equal(call.signal.aborted, true);
    assert.equal(call.failure, null);
  });
});
