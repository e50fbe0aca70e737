import { z } from 'zod';
import type { AnswerKey, AnswerLedger } from '../domain/answers.ts';
import type { CallBudget } from '../domain/budget.ts';
import { AssayError } from '../domain/errors.ts';
import type { BlobStore } from '../store/blobs.ts';
import { groundTruthSchema } from './ground-truth.ts';
import type { CallOptions, ModelAnswer, ModelProvider, ModelRequest } from './provider.ts';
import { unbuiltSchema } from './unbuilt.ts';

const answerSchema: z.ZodType<ModelAnswer> = z.strictObject({
  text: z.string(),
  finishReason: z.enum(['stop', 'length', 'refused', 'error']),
  usage: z
    .strictObject({
      inputTokens: z.number(),
      outputTokens: z.number(),
      cachedInputTokens: z.number().exactOptional(),
    })
    .nullable(),
  cost: z.strictObject({ usd: z.number(), basis: z.enum(['reported', 'estimated']) }).nullable(),
  providerRequestId: z.string().exactOptional(),
  servedModel: z.string().exactOptional(),
  groundTruth: groundTruthSchema.nullable(),
  unbuilt: z.array(unbuiltSchema).exactOptional(),
});

/**
 * One model call, asked at most once: an answer that the ledger has is used again, a new one is durable
 * before it is used.
 */
export async function askOnce(
  deps: { blobs: BlobStore; answers: AnswerLedger; budget: CallBudget },
  key: AnswerKey,
  provider: ModelProvider,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelAnswer> {
  const known = await deps.answers.find(key);
  if (known) return readAnswer(await deps.blobs.get(known.answerBlob), known.answerBlob);
  const { context, ...asked } = request;
  const requestBlob = await deps.blobs.put(JSON.stringify({ ...asked, seed: context.seed }));
  options.signal.throwIfAborted();
  const promptCharacters = request.messages.reduce((sum, { content }) => sum + content.length, 0);
  const call = { pipelineId: key.pipelineId, model: request.model, template: context.template.slug };
  const share = await deps.budget.reserve({ ...call, promptCharacters }, options.signal, options.onBudget);
  try {
    const answer = await provider.complete(request, options);
    // From here on it is paid for: no cancellation before it is recorded.
    const answerBlob = await deps.blobs.put(JSON.stringify(answer));
    const { usage, cost } = answer;
    await deps.answers.record(key, { requestBlob, answerBlob, usage, cost });
    return answer;
  } finally {
    // Only now: until it is recorded nobody else knows of it.
    share.release();
  }
}

/** @throws AssayError `bug` when it is not one */
export function readAnswer(content: Buffer, hash: string): ModelAnswer {
  try {
    return answerSchema.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw new AssayError('bug', `The stored answer ${hash} cannot be read.`, { cause });
  }
}
