import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../../../src/engine/domain/configuration.ts';
import type { EditorModels } from '../../../../src/engine/domain/editor-models.ts';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import {
  createEditorProvider,
  listEditorModels,
} from '../../../../src/engine/generation/providers/editor-provider.ts';
import type { CallOptions, ModelRequest } from '../../../../src/engine/generation/provider.ts';

const usage = { inputTokens: 12, outputTokens: 3 };

/** Models of an editor that answer with these pieces. */
function editor(pieces: string[], changes: Partial<EditorModels> = {}): EditorModels {
  return {
    list: async () => [],
    permit: async () => {},
    async complete(_request, onText) {
      for (const piece of pieces) onText(piece);
      return { text: pieces.join(''), refused: false, usage, servedModel: 'acme/big' };
    },
    ...changes,
  };
}

function ask(models: EditorModels, options: Partial<CallOptions> = {}, limits: Record<string, number> = {}) {
  const provider = createEditorProvider(models, { ...defaultConfiguration, ...limits });
  const request = { model: 'vscode/acme/big', messages: [] } as unknown as ModelRequest;
  return provider.complete(request, { signal: new AbortController().signal, ...options });
}

const ofClass = (errorClass: string, message: RegExp) => (error: unknown) =>
  AssayError.is(error) && error.errorClass === errorClass && message.test(error.message);

describe('a model of the editor', () => {
  it('answers, and its tokens are counted as they come', async () => {
    const counts: [number, boolean, string][] = [];
    const answer = await ask(editor(['abcd', 'efghij']), {
      onProgress: ({ outputTokens, estimated, textDelta }) =>
        counts.push([outputTokens, estimated, textDelta]),
    });
    assert.deepEqual(answer, {
      ...{ text: 'abcdefghij', finishReason: 'stop', usage, cost: null },
      ...{ servedModel: 'acme/big', groundTruth: null },
    });
    assert.deepEqual(counts, [
      [1, true, 'abcd'],
      [3, true, 'efghij'],
      [3, false, ''],
    ]);
  });

  it('that says nothing has given no answer', async () => {
    assert.equal((await ask(editor([' \n']))).finishReason, 'error');
  });

  it('that heeds no cancellation is not waited for', async () => {
    const deaf = editor([], { complete: () => new Promise(() => {}) });
    const controller = new AbortController();
    const asked = ask(deaf, { signal: controller.signal });
    controller.abort();
    await assert.rejects(asked, { name: /AbortError|AssayError/ });
  });

  it('that falls silent is given up as others are', async () => {
    const silent = editor([], { complete: () => new Promise(() => {}) });
    await assert.rejects(
      ask(silent, {}, { 'generation.idleTimeoutMs': 5 }),
      ofClass('transient', /vscode\/acme\/big sent nothing/),
    );
  });

  it('that does not end is cut off, and told so', async () => {
    const told: boolean[] = [];
    const endless = editor([], {
      async complete(_request, onText, signal) {
        signal.addEventListener('abort', () => told.push(true));
        for (;;) onText('x'.repeat(2 ** 20));
      },
    });
    await assert.rejects(ask(endless), ofClass('invalid_output', /cut off at 16 MB/));
    assert.deepEqual(told, [true]);
  });

  it('may take its time until it may be asked, and is not asked when it may not', async () => {
    let asked = 0;
    const refusing = editor([], {
      async permit(model, onWait) {
        onWait();
        throw new AssayError('auth', `${model} may not be asked.`);
      },
      complete: () => Promise.reject(new Error(`asked ${++asked} times`)),
    });
    let waits = 0;
    const call = ask(refusing, { onPermission: () => void waits++ });
    await assert.rejects(call, ofClass('auth', /may not be asked/));
    assert.deepEqual([waits, asked], [1, 0]);
  });

  it('cannot be listed when the editor fails, which keeps no other from being listed', async () => {
    const failing = editor([], { list: () => Promise.reject(new Error('no models today')) });
    const { provider, problem, models } = await listEditorModels(failing);
    assert.deepEqual([provider, problem, models], ['vscode', 'no models today', []]);
  });
});
