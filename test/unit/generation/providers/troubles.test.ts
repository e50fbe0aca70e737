import assert from 'node:assert/strict';
import type { ErrorClass } from '../../../../src/engine/domain/errors.ts';
import type { DialectName } from '../../../support/model-server/server.ts';
import type { Trouble } from '../../../support/model-server/trouble.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { ProviderBench, dialectNames, failureOfCall, freely } from './provider-bench.ts';
import { providerOfDialect, request, theKey } from './provider-bench.ts';

interface Expected {
  errorClass: ErrorClass;
  says: RegExp;
  /** What the provider said itself. */
  detail?: RegExp;
  hint?: RegExp;
  retryAfterMs?: number | null;
}

/** null: the dialect has nothing of the kind. */
type Case = [
  what: string,
  trouble: Trouble,
  expected: Expected,
  different?: Partial<Record<DialectName, Expected | null>>,
];

const html = '<!doctype html><title>Welcome</title>';
const cases: Case[] = [
  [
    'a wrong key',
    { status: 401, message: `no ${theKey}` },
    { errorClass: 'auth', says: /refused the key: no \[redacted\]/, detail: /401.*\[redacted\]/ },
  ],
  ['a key without permission', { status: 403 }, { errorClass: 'auth', says: /refused the key/ }],
  [
    'no credit',
    { status: 402, message: 'Insufficient credits' },
    { errorClass: 'budget', says: /no credit left: Insufficient credits/, hint: /Top up/ },
  ],
  [
    'an unknown model',
    { status: 404, message: 'model: gone' },
    {
      errorClass: 'misconfigured',
      says: /has no model acme\/big-2/,
      detail: /model: gone/,
      hint: /acme\/big-1/,
    },
  ],
  [
    'a model that is told to be invalid',
    { status: 400, message: 'acme/big-2 is not a valid model ID' },
    { errorClass: 'misconfigured', says: /has no model acme\/big-2/, hint: /acme\/big-1/ },
  ],
  [
    'a request that is not taken',
    { status: 400, message: 'prompt is too long' },
    { errorClass: 'misconfigured', says: /does not take the request \(400\): prompt is too long/ },
  ],
  [
    'nothing at the address',
    { status: 404, body: '404 page not found', contentType: 'text/plain' },
    { errorClass: 'misconfigured', says: /has nothing at http/, hint: /providers\./ },
  ],
  [
    'a web page',
    { status: 200, body: html, contentType: 'text/html; charset=utf-8' },
    { errorClass: 'misconfigured', says: /is a web page/, detail: /Welcome/, hint: /providers\./ },
  ],
  [
    'a redirect',
    { status: 302, body: '', headers: { location: 'https://elsewhere.example/v1' } },
    { errorClass: 'misconfigured', says: /has moved/, hint: /elsewhere\.example/ },
  ],
  [
    'a failing server',
    { status: 500, message: 'oh no' },
    { errorClass: 'transient', says: /failed with 500: oh no/ },
  ],
  [
    'a gateway with a web page',
    { status: 502, body: html, contentType: 'text/html' },
    { errorClass: 'transient', says: /failed with 502/, detail: /Welcome/ },
  ],
  [
    'a server that is down for a while',
    { status: 503, headers: { 'retry-after': '7' } },
    { errorClass: 'transient', says: /503/, retryAfterMs: 7_000 },
  ],
  [
    'a proxy that wants a password',
    { status: 407, body: '', contentType: 'text/plain' },
    { errorClass: 'misconfigured', says: /The proxy does not let Assay reach/, hint: /network\.proxy/ },
  ],
  ['a request that took too long for it', { status: 408 }, { errorClass: 'transient', says: /408/ }],
  [
    'an overloaded provider',
    { status: 529, message: 'Overloaded' },
    { errorClass: 'transient', says: /529: Overloaded/ },
  ],
  [
    'a rate limit',
    { status: 429 },
    { errorClass: 'rate_limited', says: /limits how often/, retryAfterMs: null },
  ],
  [
    'a rate limit with seconds',
    { status: 429, headers: { 'retry-after': '90' } },
    { errorClass: 'rate_limited', says: /limits/, retryAfterMs: 90_000 },
  ],
  [
    'a rate limit with milliseconds',
    { status: 429, headers: { 'retry-after-ms': '1250' } },
    { errorClass: 'rate_limited', says: /limits/, retryAfterMs: 1_250 },
  ],
  [
    'a rate limit with a duration',
    { status: 429, headers: { 'x-ratelimit-reset-requests': '1m30s' } },
    { errorClass: 'rate_limited', says: /limits/, retryAfterMs: 90_000 },
  ],
  [
    'a reset in the middle',
    { breakOff: 'reset' },
    { errorClass: 'transient', says: /cannot be reached|broke/ },
  ],
  ['a reset before anything', { breakOff: 'before' }, { errorClass: 'transient', says: /cannot be reached/ }],
  [
    'an end in the middle',
    { breakOff: 'end' },
    { errorClass: 'transient', says: /broke its answer off|unreadable/ },
  ],
  [
    'an overload in the stream',
    { errorInStream: { at: 'first', code: 'overloaded_error', message: 'Overloaded' } },
    { errorClass: 'transient', says: /Overloaded/ },
  ],
  [
    'an error in the stream',
    { errorInStream: { at: 'middle', code: 'server_error', message: 'It broke' } },
    { errorClass: 'transient', says: /It broke/ },
  ],
  [
    'a rate limit in the stream',
    { errorInStream: { at: 'middle', code: 429, message: 'Slow down' } },
    { errorClass: 'rate_limited', says: /limits how often it can be asked: Slow down/ },
    { anthropic: null, ollama: null },
  ],
  [
    'what is no JSON',
    { wrongJson: 'first' },
    { errorClass: 'misconfigured', says: /does not speak as it should/, detail: /oops/ },
    // The SDK keeps to itself what it could not read.
    { anthropic: { errorClass: 'misconfigured', says: /does not speak as it should/ } },
  ],
  [
    'what is no JSON in the middle',
    { wrongJson: 'middle' },
    { errorClass: 'transient', says: /something unreadable/, detail: /oops/ },
  ],
  [
    'an answer of 100 MB',
    { hugeBytes: 100 * 2 ** 20 },
    { errorClass: 'invalid_output', says: /acme\/big-2 was cut off at 16 MB/ },
  ],
  [
    'silence before anything',
    { hang: 'before' },
    { errorClass: 'transient', says: /sent nothing for 1 s/, hint: /idleTimeoutMs/ },
  ],
  ['silence in the middle', { hang: 'middle' }, { errorClass: 'transient', says: /sent nothing for 1 s/ }],
];

describe('trouble with a provider', function () {
  this.timeout(20_000);
  const folder = temporaryFolder();
  let bench: ProviderBench;
  beforeEach(async () => {
    bench = await ProviderBench.start(folder());
  });
  afterEach(() => bench.close());

  for (const [what, trouble, common, different = {}] of cases) {
    for (const dialect of dialectNames) {
      const expected = different[dialect] === undefined ? common : different[dialect];
      if (!expected) continue;
      it(`${what}, from ${dialect}: ${expected.errorClass}`, async () => {
        bench.server.play([{ trouble }]);
        const silent = trouble.hang ? { 'generation.idleTimeoutMs': 1_000 } : {};
        const providers = bench.open({ settings: silent });
        const model = `${providerOfDialect[dialect]}/acme/big-2`;
        const error = await failureOfCall(providers.complete(request(model), freely()));
        const shown = [error.errorClass, error.message, error.hint, error.detail].join('\n');
        assert.equal(error.errorClass, expected.errorClass, shown);
        assert.match(error.message, expected.says, shown);
        if (expected.detail) assert.match(error.detail ?? '', expected.detail, shown);
        if (expected.hint) assert.match(error.hint ?? '', expected.hint, shown);
        if (expected.retryAfterMs !== undefined) assert.equal(error.retryAfterMs, expected.retryAfterMs);
        assert.doesNotMatch(shown, new RegExp(theKey));
        // Asked once, and left: nothing is kept open, and nothing tried again behind the engine's back.
        assert.equal(bench.server.calls.length, 1);
        await bench.server.calls[0]!.ended;
      });
    }
  }

  for (const dialect of dialectNames) {
    it(`cancelling really stops the request of ${dialect}`, async () => {
      bench.server.play([{ trouble: { partDelayMs: 20, text: 'word '.repeat(100_000) } }]);
      const stop = new AbortController();
      const model = `${providerOfDialect[dialect]}/acme/big-1`;
      const call = bench
        .open()
        .complete(request(model), freely({ signal: stop.signal, onProgress: () => stop.abort() }));
      const error = await failureOfCall(call);
      assert.equal(error.errorClass, 'cancelled');
      await bench.server.calls[0]!.ended;
      assert.equal(bench.server.calls[0]!.state, 'closed');
    });

    it(`a slow drip of ${dialect} is an answer, until it takes too long`, async () => {
      bench.server.play([{ trouble: { partDelayMs: 30, text: 'word '.repeat(200) } }]);
      const model = `${providerOfDialect[dialect]}/acme/big-1`;
      const answer = await bench.open().complete(request(model), freely());
      assert.equal(answer.text, 'word '.repeat(200));
      bench.server.play([{ trouble: { partDelayMs: 30, text: 'word '.repeat(100_000) } }]);
      const hasty = bench.open({ settings: { 'generation.callTimeoutMs': 1_000 } });
      const error = await failureOfCall(hasty.complete(request(model), freely()));
      assert.equal(error.errorClass, 'timeout');
      await bench.server.calls[1]!.ended;
      assert.equal(bench.server.calls[1]!.state, 'closed');
    });
  }

  it('a prompt that is flagged is refused, in the words of who refused it', async () => {
    const flagged = { error: { code: 403, message: 'Flagged', metadata: { reasons: ['violence'] } } };
    const filtered = { error: { code: 'content_filter', message: 'Filtered' } };
    for (const [model, status, body] of [
      ['openrouter/acme/big-1', 403, flagged],
      ['openai-compatible/lab/acme/big-1', 400, filtered],
    ] as const) {
      bench.server.play([{ trouble: { status, body: JSON.stringify(body) } }]);
      const answer = await bench.open().complete(request(model), freely());
      assert.equal(answer.finishReason, 'refused');
      assert.match(answer.text, /Flagged|Filtered/);
    }
  });

  it('a key that is not there is told before anything is sent, where one is needed', async () => {
    const providers = bench.open({ key: null });
    for (const [provider, variable] of [
      ['openrouter', /OPENROUTER_API_KEY/],
      ['anthropic', /ANTHROPIC_API_KEY/],
    ] as const) {
      const error = await failureOfCall(providers.complete(request(`${provider}/x`), freely()));
      assert.equal(error.errorClass, 'auth');
      assert.match(error.hint!, variable);
    }
    assert.equal(bench.server.calls.length, 0);
    bench.server.play([{ trouble: { status: 401 } }]);
    const model = 'openai-compatible/lab/x';
    const error = await failureOfCall(providers.complete(request(model), freely()));
    assert.match(error.message, /the endpoint "lab" wants a key, and there is none/);
    assert.match(error.hint!, /ASSAY_LAB_API_KEY/);
  });

  it('nobody there is transient', async () => {
    const nobody = await ProviderBench.start(folder());
    const providers = nobody.open();
    await nobody.server.close();
    const error = await failureOfCall(providers.complete(request('ollama/x'), freely()));
    await providers.close();
    assert.equal(error.errorClass, 'transient');
    assert.match(error.message, /nothing listens there/);
    assert.match(error.hint!, /Is Ollama running/);
  });
});
