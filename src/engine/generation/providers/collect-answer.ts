import { AssayError } from '../../domain/errors.ts';
import type { ModelAnswer, ModelProgress } from '../provider.ts';
import type { AnswerPart } from './answer-part.ts';
import { finishReason } from './finish-reason.ts';
import type { ProviderTarget } from './provider-target.ts';
import { estimatedTokens } from './token-estimate.ts';

export type CollectedAnswer = Omit<ModelAnswer, 'groundTruth'>;

/**
 * Puts an answer together as it comes.
 * @throws AssayError `transient` when it ends without an end
 */
export async function collectAnswer(
  target: ProviderTarget,
  parts: AsyncIterable<AnswerPart>,
  onProgress: (progress: ModelProgress) => void,
): Promise<CollectedAnswer> {
  const texts: string[] = [];
  let length = 0;
  let requestId: string | undefined;
  let servedModel: string | undefined;
  for await (const part of parts) {
    switch (part.type) {
      case 'text':
      case 'thought':
        length += part.text.length;
        if (part.type === 'text') texts.push(part.text);
        onProgress({
          outputTokens: estimatedTokens(length),
          estimated: true,
          textDelta: part.type === 'text' ? part.text : '',
        });
        break;
      case 'named':
        requestId ??= part.requestId;
        servedModel ??= part.servedModel;
        break;
      case 'finish': {
        const reason = finishReason(part.reason);
        if (reason === null) throw brokeOff(target);
        const { usage, costUsd } = part;
        if (usage) onProgress({ outputTokens: usage.outputTokens, estimated: false, textDelta: '' });
        return {
          text: texts.join(''),
          finishReason: reason,
          usage,
          cost: costUsd === null ? null : { usd: costUsd, basis: 'reported' },
          ...(requestId ? { providerRequestId: requestId } : {}),
          ...(servedModel ? { servedModel } : {}),
        };
      }
    }
  }
  throw brokeOff(target);
}

function brokeOff({ title }: ProviderTarget): AssayError {
  return new AssayError('transient', `${title} broke its answer off in the middle.`);
}
