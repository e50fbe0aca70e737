import { z } from 'zod';
import type { ModelInfo, ModelPrice } from '../../domain/models.ts';

const count = z.number().int().positive().nullish().catch(null);
const usdPerToken = z.coerce.number().min(0).nullish().catch(null);

/** A list of models as OpenAI has it, with what others have added. What is not understood is left out. */
const listSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().nullish().catch(null),
      created: z.number().nullish().catch(null),
      /** OpenRouter, Groq, vLLM. */
      context_length: count,
      context_window: count,
      max_model_len: count,
      max_completion_tokens: count,
      top_provider: z.object({ max_completion_tokens: count }).nullish().catch(null),
      /** OpenRouter: US dollars for one token, as text. */
      pricing: z.object({ prompt: usdPerToken, completion: usdPerToken }).nullish().catch(null),
    }),
  ),
});

export function readOpenAiModels(provider: string, value: unknown): ModelInfo[] {
  return listSchema.parse(value).data.map((model) => ({
    id: `${provider}/${model.id}`,
    name: model.name ?? model.id,
    contextTokens: model.context_length ?? model.context_window ?? model.max_model_len ?? null,
    maxOutputTokens: model.top_provider?.max_completion_tokens ?? model.max_completion_tokens ?? null,
    price: priceOf(model.pricing?.prompt, model.pricing?.completion),
    created: model.created ? model.created * 1_000 : null,
  }));
}

function priceOf(
  prompt: number | null | undefined,
  completion: number | null | undefined,
): ModelPrice | null {
  if (typeof prompt !== 'number' || typeof completion !== 'number') return null;
  // To a millionth of a dollar: the rest is the binary fraction's.
  const million = (usd: number) => Math.round(usd * 1e12) / 1e6;
  return { inputPerMillionUsd: million(prompt), outputPerMillionUsd: million(completion) };
}
