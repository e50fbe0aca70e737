import { z } from 'zod';
import type { ModelUsage } from '../provider.ts';
import type { AnswerPart } from './answer-part.ts';
import { readLines } from './ndjson.ts';
import { bearer } from './provider-kind.ts';
import type { ProviderWire } from './provider-kind.ts';

const tokens = z.number().int().min(0).optional();
const chunkSchema = z.object({
  model: z.string().optional(),
  message: z.object({ content: z.string().default(''), thinking: z.string().nullish() }).optional(),
  done: z.boolean(),
  done_reason: z.string().nullish(),
  prompt_eval_count: tokens,
  eval_count: tokens,
});
const errorSchema = z.object({ error: z.unknown() });
const tagsSchema = z.object({
  models: z.array(z.object({ name: z.string().min(1), modified_at: z.string().nullish().catch(null) })),
});

/**
 * Ollama by its own protocol, which unlike its OpenAI-compatible one can say how long a prompt may be; without that it cuts
 * prompts off and says nothing.
 */
export function ollama(contextTokens: number): ProviderWire {
  return {
    answers: 'lines',
    wantsOutputLimit: false,
    ask: (target, fetch) =>
      async function* ({ messages, maxOutputTokens }, signal): AsyncGenerator<AnswerPart> {
        const options = {
          num_ctx: contextTokens,
          ...(maxOutputTokens === undefined ? {} : { num_predict: maxOutputTokens }),
        };
        const response = await fetch(`${target.baseUrl}/chat`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...bearer(target.key) },
          body: JSON.stringify({ model: target.model, messages, stream: true, options }),
          signal,
        });
        for await (const line of readLines(response)) {
          const failed = errorSchema.safeParse(line);
          if (failed.success && failed.data.error) throw line;
          yield* partsOf(chunkSchema.parse(line));
        }
      },
    async models(provider, getJson) {
      const { models } = tagsSchema.parse(await getJson('/tags'));
      return models.map(({ name, modified_at }) => {
        const created = Date.parse(modified_at ?? '');
        // What runs on a machine of one's own costs nothing a call; what Ollama runs elsewhere has a price it does not say.
        const price = /[:-]cloud$/.test(name) ? null : { inputPerMillionUsd: 0, outputPerMillionUsd: 0 };
        return {
          ...{ id: `${provider}/${name}`, name, contextTokens, maxOutputTokens: null, price },
          created: Number.isNaN(created) ? null : created,
        };
      });
    },
    keyPath: '/tags',
    headers: bearer,
  };
}

function* partsOf(chunk: z.infer<typeof chunkSchema>): Generator<AnswerPart> {
  if (chunk.model) yield { type: 'named', servedModel: chunk.model };
  if (chunk.message?.thinking) yield { type: 'thought', text: chunk.message.thinking };
  if (chunk.message?.content) yield { type: 'text', text: chunk.message.content };
  if (!chunk.done) return;
  const raw = chunk.done_reason ?? 'stop';
  const usage: ModelUsage | null =
    chunk.eval_count === undefined
      ? null
      : { inputTokens: chunk.prompt_eval_count ?? 0, outputTokens: chunk.eval_count };
  yield { type: 'finish', reason: { unified: raw, raw }, usage, costUsd: null };
}
