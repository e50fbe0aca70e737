import assert from 'node:assert/strict';
import { meets, providerOf } from '../../../src/engine/domain/capabilities.ts';
import { applySettings, defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import { environmentKeys, noKeys } from '../../../src/engine/domain/keys.ts';
import { knownProviders, providersWithKeys } from '../../../src/engine/domain/providers.ts';

const apply = (values: Record<string, unknown>) => applySettings(defaultConfiguration, values);
const endpoints = { 'my-lab': { baseUrl: 'https://lab.example/v1/' } };
const { configuration } = apply({ 'providers.openaiCompatible': endpoints });

describe('providers', () => {
  it('are told from the name of a model, endpoints with their own name', () => {
    assert.equal(providerOf('openrouter/acme/big-1'), 'openrouter');
    assert.equal(providerOf('openai-compatible/my-lab/acme/big-1'), 'openai-compatible/my-lab');
    assert.equal(providerOf('builtin/baseline'), 'builtin');
  });

  it('are those that ship, and the endpoints of the settings', () => {
    assert.deepEqual(knownProviders(configuration), [
      'builtin',
      'openrouter',
      'anthropic',
      'ollama',
      'vscode',
      'openai-compatible/my-lab',
    ]);
  });

  it('can be asked once what needs a key has one', async () => {
    const withoutKeys = ['builtin', 'ollama', 'openai-compatible/my-lab'];
    assert.deepEqual(await providersWithKeys(configuration, noKeys), withoutKeys);
    const keys = environmentKeys({ OPENROUTER_API_KEY: 'k', ANTHROPIC_API_KEY: ' ' });
    const usable = await providersWithKeys(configuration, keys);
    assert.deepEqual(usable, ['builtin', 'openrouter', 'ollama', 'openai-compatible/my-lab']);
  });

  it('are asked by an editor alone, where the models are its own', () => {
    const waits = meets({ provider: 'vscode' }, { providers: ['builtin'], trusted: true });
    assert.deepEqual(waits, {
      ok: false,
      reason: 'Waits for an editor: only there its own models can be asked.',
    });
  });

  it('have their keys in environment variables, endpoints by their name', async () => {
    const keys = environmentKeys({ ASSAY_MY_LAB_API_KEY: 'secret\n', ANTHROPIC_API_KEY: 'other' });
    assert.equal(await keys.key('openai-compatible/my-lab'), 'secret');
    assert.equal(await keys.key('anthropic'), 'other');
    assert.equal(await keys.key('openrouter'), null);
    assert.equal(await keys.key('builtin'), null);
  });
});

describe('the settings of providers', () => {
  it('take addresses without a slash at their end', () => {
    assert.deepEqual(configuration['providers.openaiCompatible'], {
      'my-lab': { baseUrl: 'https://lab.example/v1' },
    });
  });

  const bad: [name: string, value: unknown, says: RegExp][] = [
    [
      'providers.anthropic.baseUrl',
      'anthropic',
      /providers\.anthropic\.baseUrl is not used: must be an address/,
    ],
    ['providers.ollama.baseUrl', 'file:///etc/passwd', /must be an address/],
    ['network.proxy', 'http://me:secret@proxy:3128', /without name or password/],
    ['providers.openaiCompatible', { lab: { baseUrl: 'x' } }, /openaiCompatible\.lab\.baseUrl is not used/],
    ['providers.openaiCompatible', { 'My Lab': { baseUrl: 'http://x' } }, /lower-case/],
    ['providers.limits', { openrouter: { requestsPerMinute: 0 } }, /limits\.openrouter\.requestsPerMinute/],
    ['providers.prices', { 'a/b': { inputPerMillionUsd: -1, outputPerMillionUsd: 1 } }, /inputPerMillionUsd/],
  ];
  for (const [name, value, says] of bad) {
    it(`refuse ${JSON.stringify(value)} as ${name}, and never repeat what it was`, () => {
      const applied = apply({ [name]: value });
      assert.deepEqual(applied.configuration, defaultConfiguration);
      assert.match(applied.problems.join('\n'), says);
      assert.doesNotMatch(applied.problems.join('\n'), /secret/);
    });
  }
});
