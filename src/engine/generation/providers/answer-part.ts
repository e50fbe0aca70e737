import type { ModelRequest, ModelUsage } from '../provider.ts';

/** What comes of an answer, in the order it comes, whoever writes it. `finish` is last. */
export type AnswerPart =
  | { type: 'text'; text: string }
  /** What the model thinks to itself: counted, and no part of the answer. */
  | { type: 'thought'; text: string }
  | { type: 'named'; requestId?: string | undefined; servedModel?: string | undefined }
  | { type: 'finish'; reason: FinishReason; usage: ModelUsage | null; costUsd: number | null };

export interface FinishReason {
  /** As the SDK has it: `stop`, `length`, `content-filter`, `tool-calls`, `error`, `interrupted`, `other`. */
  unified: string;
  /** The provider's own word. */
  raw: string | undefined;
}

/** Asks once, and gives what comes. @throws whatever the wire gives: `failureOf` says what it means */
export type Ask = (
  request: Pick<ModelRequest, 'messages' | 'maxOutputTokens'>,
  signal: AbortSignal,
) => AsyncIterable<AnswerPart>;
