import { z } from 'zod';
import { AssayError } from '../domain/errors.ts';
import type { AnswerRecord } from '../domain/records.ts';
import { readAnswer } from './model-answers.ts';

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
});

export type AnswerContent = Pick<
  AnswerRecord,
  'model' | 'messages' | 'text' | 'finishReason' | 'usage' | 'cost' | 'servedModel'
>;

/**
 * What a model was asked and what it answered, from the blobs of both.
 * @throws AssayError `bug` when they cannot be read
 */
export function readAnswerContent(request: Buffer, answer: Buffer, hash: string): AnswerContent {
  const { text, finishReason, usage, cost, servedModel } = readAnswer(answer, hash);
  const facts = { text, finishReason, usage, cost, servedModel: servedModel ?? null };
  try {
    const { model, messages } = requestSchema.parse(JSON.parse(request.toString('utf8')));
    return { model, messages, ...facts };
  } catch (cause) {
    throw new AssayError('bug', `The stored request of the answer ${hash} cannot be read.`, { cause });
  }
}
