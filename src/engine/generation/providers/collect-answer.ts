import { AssayError } from '../../domain/errors.ts';
import type { ModelAnswer, ModelProgress } from '../provider.ts';
import type { AnswerPart } from './answer-part.ts';
import { finishReason } from './finish-reason.ts';
import type { ProviderTarget } from './provider-target.ts';
import { estimatedTokens } from './token-estimate.ts';

export type CollectedAnswer = Omit<ModelAnswer, 'groundTruth'>;

/** Beyond any app: an answer that goes on and on is left. */
const maxCharacters = 16 * 2 ** 20;

/**
 * Puts an answer together as it comes.
 * @throws AssayError `transient` when it ends without an end, `invalid_output` when it does not end
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
        if (length > maxCharacters) throw endless(target);
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

function endless({ title, model }: ProviderTarget): AssayError {
  const megabytes = maxCharacters / 2 ** 20;
  const message = `The answer of ${model} was cut off at ${megabytes} MB; no app is that large.`;
  return new AssayError('invalid_output', message, { hint: `${title} was still sending.` });
}

function brokeOff({ title }: ProviderTarget): AssayError {
  return new AssayError('transient', `${title} broke its answer off in the middle.`);
}
