import assert from 'node:assert/strict';
import type { ModelProgress } from '../../../../src/engine/generation/provider.ts';
import { promptHash } from '../../../support/model-server/server.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { ProviderBench, dialectNames, freely, providerOfDialect } from './provider-bench.ts';
import { request, theAnswer, theKey } from './provider-bench.ts';

describe('an answer over the network', () => {
  const folder = temporaryFolder();
  let bench: ProviderBench;
  beforeEach(async () => {
    bench = await ProviderBench.start(folder());
  });
  afterEach(() => bench.close());

  for (const dialect of dialectNames) {
    const model = `${providerOfDialect[dialect]}/acme/big-1`;
    describe(`of ${providerOfDialect[dialect]}`, () => {
      it('comes whole, with tokens, names and an end, for one request', async () => {
        const seen: ModelProgress[] = [];
        const onProgress = (progress: ModelProgress) => void seen.push(progress);
        const answer = await bench.open().complete(request(model), freely({ onProgress }));
        assert.equal(answer.text, theAnswer);
        assert.equal(answer.finishReason, 'stop');
        assert.equal(answer.groundTruth, null);
        assert.equal(answer.servedModel, 'acme/big-1');
        if (dialect === 'ollama') assert.equal(answer.providerRequestId, undefined);
        else assert.match(answer.providerRequestId!, /^call-/);
        assert.deepEqual(answer.usage, { inputTokens: 7, outputTokens: Math.ceil(theAnswer.length / 4) });
        assert.equal(bench.server.calls.length, 1);
        // Streamed: text as it comes, counted by length until the provider has counted.
        assert.ok(seen.length > 3, `${seen.length} parts`);
        assert.equal(seen.map(({ textDelta }) => textDelta).join(''), theAnswer);
        assert.ok(seen.slice(0, -1).every(({ estimated }) => estimated));
        assert.deepEqual(seen.at(-1), { outputTokens: 285, estimated: false, textDelta: '' });
      });

      it('is asked for with the messages and limits of the request, and the key in a header only', async () => {
        const asked = request(model, { maxOutputTokens: 1234 });
        const withMore = [...asked.messages, { role: 'assistant' as const, content: 'Well' }];
        await bench
          .open()
          .complete({ ...asked, messages: [...withMore, { role: 'user', content: 'Go on.' }] }, freely());
        const [call] = bench.server.calls;
        assert.equal(call!.promptHash, promptHash([...withMore, { role: 'user', content: 'Go on.' }]));
        assert.match(JSON.stringify(call!.body), /1234/);
        const header = dialect === 'anthropic' ? call!.headers['x-api-key'] : call!.headers['authorization'];
        assert.equal(header, dialect === 'anthropic' ? theKey : `Bearer ${theKey}`);
        assert.doesNotMatch(JSON.stringify(call!.body), new RegExp(theKey));
      });

      it('that was cut off or refused says so', async () => {
        const providers = bench.open();
        bench.server.play([{ times: 1, trouble: { finish: 'length' } }, { trouble: { finish: 'refused' } }]);
        const cut = await providers.complete(request(model), freely());
        assert.equal(cut.finishReason, 'length');
        assert.equal(cut.text, theAnswer);
        const refused = await providers.complete(request(model), freely());
        // Ollama's protocol has no word for it.
        assert.equal(refused.finishReason, dialect === 'ollama' ? 'stop' : 'refused');
      });
    });
  }

  it('has the cost that OpenRouter reports, or none', async () => {
    const providers = bench.open();
    bench.server.play([{ times: 1, trouble: { costUsd: 0.0123 } }]);
    const reported = await providers.complete(request('openrouter/acme/big-1'), freely());
    assert.deepEqual(reported.cost, { usd: 0.0123, basis: 'reported' });
    assert.deepEqual(bench.server.calls[0]!.body['usage'], { include: true });
    const silent = await providers.complete(request('openrouter/acme/big-1'), freely());
    assert.equal(silent.cost, null);
  });

  it("has an estimated cost where the catalogue's or the settings' prices are known", async () => {
    const prices = { 'anthropic/mine': { inputPerMillionUsd: 10, outputPerMillionUsd: 1_000 } };
    const providers = bench.open({ settings: { 'providers.prices': prices } });
    const set = await providers.complete(request('anthropic/mine'), freely());
    assert.deepEqual(set.cost, { usd: (7 * 10 + 285 * 1_000) / 1e6, basis: 'estimated' });
    await providers.lists.list('openrouter', freely().signal);
    const listed = await providers.complete(request('openrouter/acme/big-1'), freely());
    assert.equal(listed.cost?.basis, 'estimated');
    assert.ok(Math.abs(listed.cost.usd - (7 * 1 + 285 * 2) / 1e6) < 1e-12);
  });

  it('of Ollama has room for the whole prompt', async () => {
    const providers = bench.open({ settings: { 'providers.ollama.contextTokens': 65_536 }, key: null });
    await providers.complete(request('ollama/tiny:1b'), freely());
    const [call] = bench.server.calls;
    assert.deepEqual(call!.body['options'], { num_ctx: 65_536 });
    assert.equal(call!.headers['authorization'], undefined);
  });
});
