import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { ModelMessage, ModelUsage } from '../provider.ts';
import type { AnswerPart, Ask } from './answer-part.ts';
import { UnreadableError } from './unreadable.ts';

/** Asks a model of the AI SDK, below its own retries and prompts: one call is one request. */
export function askSdkModel(
  model: LanguageModelV4,
  costOf: (finish: { metadata: unknown; usage: LanguageModelV4Usage }) => number | null,
): Ask {
  return async function* ({ messages, maxOutputTokens }, signal): AsyncGenerator<AnswerPart> {
    const { stream } = await model
      .doStream({
        prompt: messages.map(sdkMessage),
        abortSignal: signal,
        ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      })
      .then(undefined, explainSurprise);
    const reader = stream.getReader();
    for (;;) {
      const { done, value: part } = await reader.read();
      if (done) return;
      // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- an answer of text has no other parts
      switch (part.type) {
        case 'text-delta':
          yield { type: 'text', text: part.delta };
          break;
        case 'reasoning-delta':
          yield { type: 'thought', text: part.delta };
          break;
        case 'response-metadata':
          yield { type: 'named', requestId: part.id, servedModel: part.modelId };
          break;
        case 'error':
          throw part.error;
        case 'finish':
          yield {
            type: 'finish',
            reason: part.finishReason,
            usage: usageOf(part.usage),
            costUsd: costOf({ metadata: part.providerMetadata, usage: part.usage }),
          };
          break;
        default:
          break;
      }
    }
  };
}

function sdkMessage({ role, content }: ModelMessage): LanguageModelV4Prompt[number] {
  if (role === 'system') return { role, content };
  return { role, content: [{ type: 'text', text: content }] };
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): ModelUsage | null {
  if (inputTokens.total === undefined || outputTokens.total === undefined) return null;
  const cached = inputTokens.cacheRead;
  return {
    inputTokens: inputTokens.total,
    outputTokens: outputTokens.total,
    ...(cached ? { cachedInputTokens: cached } : {}),
  };
}

/** An error of no name is the SDK's own surprise at what came first; that itself it does not tell. */
function explainSurprise(error: unknown): never {
  if (error instanceof Error && error.name === 'Error') throw new UnreadableError(error.message, '', error);
  throw error;
}
