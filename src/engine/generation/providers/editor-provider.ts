import type { Configuration } from '../../domain/configuration.ts';
import type { EditorModels } from '../../domain/editor-models.ts';
import { AssayError } from '../../domain/errors.ts';
import type { ModelList } from '../../domain/models.ts';
import { unlessAborted } from '../../domain/unless-aborted.ts';
import type { ModelProvider } from '../provider.ts';
import { Call } from './call.ts';
import { estimatedTokens } from './token-estimate.ts';

/** As of answers over the network: beyond any app. */
const maxAnswerBytes = 16 * 2 ** 20;

/** Asks the models that the editor brings, under the same limits as all others. They say neither costs nor why they end. */
export function createEditorProvider(
  models: EditorModels,
  configuration: Pick<Configuration, 'generation.idleTimeoutMs' | 'generation.callTimeoutMs'>,
): ModelProvider {
  const limits = {
    idleTimeoutMs: configuration['generation.idleTimeoutMs'],
    callTimeoutMs: configuration['generation.callTimeoutMs'],
    maxBytes: maxAnswerBytes,
  };
  return {
    async complete({ model, messages }, { signal, onProgress, onPermission }) {
      // How long people think about it is no time of the call.
      await unlessAborted(
        models.permit(model, () => onPermission?.()),
        signal,
      );
      const call = new Call(`The model ${model}`, limits, signal);
      let length = 0;
      const onText = (piece: string) => {
        call.received(Buffer.byteLength(piece));
        length += piece.length;
        onProgress?.({ outputTokens: estimatedTokens(length), estimated: true, textDelta: piece });
      };
      try {
        // Another extension answers: one that does not heed the signal is not waited for.
        const { text, refused, usage, servedModel } = await unlessAborted(
          models.complete({ model, messages }, onText, call.signal),
          call.signal,
        );
        if (usage) onProgress?.({ outputTokens: usage.outputTokens, estimated: false, textDelta: '' });
        const finishReason = refused ? 'refused' : text.trim() === '' ? 'error' : 'stop';
        return { text, finishReason, usage, cost: null, servedModel, groundTruth: null };
      } catch (thrown) {
        throw call.failure ?? AssayError.from(thrown);
      } finally {
        call.end();
      }
    },
  };
}

export async function listEditorModels(models: EditorModels): Promise<ModelList> {
  try {
    return { provider: 'vscode', models: await models.list(), fetchedAt: Date.now(), problem: null };
  } catch (thrown) {
    return { provider: 'vscode', models: [], fetchedAt: null, problem: AssayError.from(thrown).message };
  }
}
