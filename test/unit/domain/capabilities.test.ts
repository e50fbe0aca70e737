import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commonCapabilities, meets, providerOf } from '../../../src/engine/domain/capabilities.ts';
import { whyWaiting } from '../../../src/engine/domain/waiting.ts';

describe('what a process can do', () => {
  const able = { providers: ['builtin', 'vscode'], trusted: true };

  it('is what it has a provider for, in a folder that is trusted', () => {
    assert.deepEqual(meets({ provider: 'vscode' }, able), { ok: true });
    assert.deepEqual(meets({ provider: null }, able), { ok: true });
    assert.deepEqual(meets({ provider: 'acme' }, able), {
      ok: false,
      reason: 'Waits for an Assay that can ask acme models.',
    });
    assert.deepEqual(meets({ provider: 'openrouter' }, able), {
      ok: false,
      reason:
        'Waits for a key of OpenRouter: set it in the editor, or as OPENROUTER_API_KEY in the environment.',
    });
    for (const provider of [null, 'builtin']) {
      const met = meets({ provider }, { ...able, trusted: false });
      assert.match(met.ok ? '' : met.reason, /until this folder is trusted/);
    }
    assert.deepEqual(meets({ provider: 'builtin' }, commonCapabilities), { ok: true });
  });

  it("takes a model's provider from the front of its name, whatever comes after", () => {
    assert.equal(providerOf('openrouter/anthropic/some-model:free'), 'openrouter');
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]+$/), fc.string(), (provider, rest) => {
        assert.equal(providerOf(`${provider}/${rest}`), provider);
      }),
    );
  });
});

describe('why a job waits', () => {
  const able = { providers: ['one'], trusted: true };
  const job = { status: 'pending', model: 'one/a', not_before: 0 };
  const limit = { width: 1, successes: 0, notBefore: 900, limitedAt: 100, limits: 1 };
  const why = (
    changes: Partial<typeof job> = {},
    capabilities = able,
    limits = new Map<string, typeof limit>(),
  ) => whyWaiting({ ...job, ...changes }, capabilities, limits, 500);

  it('is told of what is pending, and not for want of a worker', () => {
    assert.equal(why(), null);
    assert.equal(why({ not_before: 500 }), null);
    assert.equal(why({ status: 'running' }, { ...able, providers: [] }), null);
    const unable = why({}, { ...able, providers: [] });
    assert.deepEqual([unable?.cause, unable?.until], ['capability', null]);
    const again = why({ not_before: 700 });
    assert.deepEqual([again?.cause, again?.until], ['retry', 700]);
  });

  it('is the later of its own time and the time of its provider', () => {
    const limits = new Map([['one', limit]]);
    const blocked = why({ not_before: 700 }, able, limits);
    assert.deepEqual([blocked?.cause, blocked?.until], ['provider', 900]);
    const later = why({ not_before: 950 }, able, limits);
    assert.deepEqual([later?.cause, later?.until], ['retry', 950]);
    assert.equal(why({ model: 'two/b' }, { ...able, providers: ['two'] }, limits), null);
  });
});
