import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../../../src/engine/domain/clock.ts';
import { applySettings, defaultConfiguration } from '../../../../src/engine/domain/configuration.ts';
import { environmentKeys } from '../../../../src/engine/domain/keys.ts';
import { Log } from '../../../../src/engine/domain/log.ts';
import { anthropicPrice } from '../../../../src/engine/generation/providers/anthropic-prices.ts';
import { createModelProviders } from '../../../../src/engine/generation/providers/model-providers.ts';
import { nearNames } from '../../../../src/engine/generation/providers/near-names.ts';
import { HandClock } from '../../../support/hand-clock.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { ProviderBench, dialectNames, freely, providerOfDialect, request } from './provider-bench.ts';

const { signal } = freely();
const hour = 3_600_000;

describe('the catalogue of models', () => {
  const folder = temporaryFolder();
  let bench: ProviderBench;
  let clock: HandClock;
  beforeEach(async () => {
    bench = await ProviderBench.start(folder(), { models: ['acme/big-1', 'acme/small-1:cloud'] });
    clock = new HandClock();
  });
  afterEach(() => bench.close());

  for (const dialect of dialectNames) {
    it(`of ${providerOfDialect[dialect]} has each model as a pipeline file names it`, async () => {
      const provider = providerOfDialect[dialect];
      const { models, problem } = await bench.open().lists.list(provider, signal);
      assert.equal(problem, null);
      assert.deepEqual(
        models.map(({ id }) => id),
        [`${provider}/acme/big-1`, `${provider}/acme/small-1:cloud`],
      );
    });
  }

  it('says how long an answer may be, where each request has to name a limit', async () => {
    const providers = bench.open();
    const model = 'anthropic/acme/big-1';

    await providers.complete(request(model), freely());
    await providers.lists.list('anthropic', signal);
    await providers.complete(request(model), freely());
    await providers.complete(request(model, { maxOutputTokens: 7 }), freely());
    await providers.complete(request('openrouter/acme/big-1'), freely());
    const limits = bench.server.calls.map(({ body }) => body['max_tokens']);
    assert.deepEqual(limits.slice(1), [48_000, 7, undefined]);
  });

  it('has prices, lengths and dates where the provider says them', async () => {
    const { models } = await bench.open().lists.list('openrouter', signal);
    assert.deepEqual(models[0], {
      ...{ id: 'openrouter/acme/big-1', name: 'The acme/big-1', contextTokens: 128_000 },
      price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 },
      ...{ maxOutputTokens: 16_384, created: 1_750_000_000_000 },
    });
    const local = await bench.open().lists.list('ollama', signal);
    assert.deepEqual(local.models[0]!.price, { inputPerMillionUsd: 0, outputPerMillionUsd: 0 });
    assert.equal(local.models[1]!.price, null);
  });

  it('is asked for once a day, by whichever process, and kept when the provider is away', async () => {
    const first = await bench.open({ clock }).lists.list('openrouter', signal);
    const away = bench.open({ clock });
    await bench.server.close();
    assert.deepEqual(await away.lists.list('openrouter', signal), first);
    clock.advance(25 * hour);
    const old = await away.lists.list('openrouter', signal);
    assert.deepEqual(old.models, first.models);
    assert.equal(old.fetchedAt, first.fetchedAt);
    assert.match(old.problem!, /cannot be reached/);
  });

  it('that is damaged is fetched again', async () => {
    const first = await bench.open({ clock }).lists.list('openrouter', signal);
    const [name] = await readdir(path.join(folder(), 'models'));
    await writeFile(path.join(folder(), 'models', name!), '{"models": 7}');
    assert.deepEqual(await bench.open({ clock }).lists.list('openrouter', signal), first);
  });

  it('of a server that sends something else says so', async () => {
    const settings = { 'providers.openrouter.baseUrl': bench.server.baseUrl('ollama') };
    const wrong = await bench.open({ settings }).lists.list('openrouter', signal);
    assert.deepEqual(wrong.models, []);
    assert.equal(wrong.fetchedAt, null);
    assert.match(wrong.problem!, /has nothing at/);
  });

  it('lists all who can be asked, whether or not one of them answers', async () => {
    const baseUrl = bench.server.baseUrl('openai');
    const { configuration } = applySettings(defaultConfiguration, {
      'providers.openaiCompatible': { lab: { baseUrl }, gone: { baseUrl: `${baseUrl}/nowhere` } },
      'providers.openrouter.baseUrl': bench.server.baseUrl('openrouter'),
      'providers.ollama.baseUrl': bench.server.baseUrl('ollama'),
    });
    const keys = environmentKeys({ OPENROUTER_API_KEY: 'a-key-of-the-test' });
    const providers = createModelProviders({
      ...{ configuration, keys, log: new Log(() => {}), clock: systemClock, env: {} },
      cacheDir: path.join(folder(), 'all'),
    });
    const lists = await providers.list(signal);
    assert.deepEqual(
      lists.map(({ provider, models, problem }) => [provider, models.length, problem === null]),
      [
        ['builtin', 2, true],
        ['openrouter', 2, true],
        ['ollama', 2, true],
        ['openai-compatible/lab', 2, true],
        ['openai-compatible/gone', 0, false],
      ],
    );
    providers.dispose();
  });

  it('knows the prices of families of models, and none of others', () => {
    assert.deepEqual(anthropicPrice('claude-sonnet-4-5-20250929'), {
      inputPerMillionUsd: 3,
      outputPerMillionUsd: 15,
    });
    assert.equal(anthropicPrice('claude-opus-4-1-20250805')!.outputPerMillionUsd, 75);
    assert.equal(anthropicPrice('claude-opus-4-5')!.outputPerMillionUsd, 25);
    assert.equal(anthropicPrice('claude-opus-4-20250514')!.inputPerMillionUsd, 15);
    assert.equal(anthropicPrice('claude-opus-4-9'), null);
    assert.equal(anthropicPrice('acme'), null);
  });

  it('offers names that are near one that is wrong', () => {
    const all = ['acme/big-1', 'acme/big-2', 'acme/small-1', 'other/thing'];
    assert.deepEqual(nearNames('acme/bog-1', all, 2), ['acme/big-1', 'acme/big-2']);
    assert.deepEqual(nearNames('zzzzzzzzzzzzzzzzzzzzz', all, 3), []);
  });
});
