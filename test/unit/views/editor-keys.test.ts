import assert from 'node:assert/strict';
import type { SecretStorage, SecretStorageChangeEvent } from 'vscode';
import { Emitter } from '../../../src/engine/domain/event.ts';
import { EditorKeys } from '../../../src/views/keys/editor-keys.ts';

/** As the editor's, of one window. */
class Secrets {
  readonly kept = new Map<string, string>();
  readonly changes = new Emitter<SecretStorageChangeEvent>(() => {});
  readonly onDidChange = this.changes.event;
  get = async (key: string) => this.kept.get(key);
  async store(key: string, value: string): Promise<void> {
    this.kept.set(key, value);
    this.changes.fire({ key });
  }
  async delete(key: string): Promise<void> {
    this.kept.delete(key);
    this.changes.fire({ key });
  }
}

describe('the keys of the editor', () => {
  let secrets: Secrets;
  let keys: EditorKeys;
  let changes: number;
  beforeEach(() => {
    secrets = new Secrets();
    const env = { OPENROUTER_API_KEY: 'of-the-environment' };
    keys = new EditorKeys(secrets as unknown as SecretStorage, env, assert.ifError);
    changes = 0;
    keys.onDidChange(() => changes++);
  });
  afterEach(() => keys.dispose());

  it('are those that are stored, before those of the environment', async () => {
    assert.equal(await keys.key('openrouter'), 'of-the-environment');
    assert.equal(await keys.origin('openrouter'), 'environment');
    await keys.store('openrouter', 'stored');
    assert.equal(await keys.key('openrouter'), 'stored');
    assert.equal(await keys.origin('openrouter'), 'stored');
    assert.equal(await keys.key('anthropic'), null);
    assert.equal(await keys.origin('anthropic'), null);
    await keys.remove('openrouter');
    assert.equal(await keys.key('openrouter'), 'of-the-environment');
    assert.equal(changes, 2);
  });

  it('are each of one provider', async () => {
    await keys.store('openai-compatible/lab', 'a');
    assert.equal(await keys.key('openai-compatible/lab'), 'a');
    assert.equal(await keys.key('openai-compatible/hall'), null);
  });

  it('change when another window changes them, and not with anybody else’s secrets', () => {
    secrets.changes.fire({ key: 'assay.key/anthropic' });
    assert.equal(changes, 1);
    secrets.changes.fire({ key: 'something.else' });
    assert.equal(changes, 1);
  });
});
