import { AssayError } from '../domain/errors.ts';
import { truncatedAnswer } from './answers/answer-errors.ts';
import type { AnswerReading } from './answers/answer-reading.ts';
import { continuationRequest } from './answers/continuation-request.ts';
import { joinContinuation } from './answers/join-continuation.ts';
import { readAnswer } from './answers/read-answer.ts';
import type { ModelAnswer, ModelMessage } from './provider.ts';

/** One call of the job's model; `step` names it among the job's calls. */
export type Ask = (step: string, messages: readonly ModelMessage[]) => Promise<ModelAnswer>;

export interface WholeAnswer {
  /** All parts, joined. */
  text: string;
  reading: AnswerReading;
  /** Of the first part: only programs know it, and they are never cut off. */
  groundTruth: ModelAnswer['groundTruth'];
  /** Of the first part as well. */
  unbuilt: NonNullable<ModelAnswer['unbuilt']>;
}

/**
 * Asks, and lets the model go on for as long as its answer is cut off.
 * @param step of the first call; those after it are `continue-1`, …, or `repair-1-continue-1`, … after `repair-1`
 * @throws AssayError `truncated` when it stays cut off, `invalid_output` when it cannot be read
 */
export async function askWhole(
  ask: Ask,
  step: string,
  messages: readonly ModelMessage[],
  options: { writable: readonly string[]; maxContinuations: number },
): Promise<WholeAnswer> {
  const { writable, maxContinuations } = options;
  let answer = await ask(step, messages);
  const { groundTruth, unbuilt = [] } = answer;
  let text = answer.text;
  for (let round = 1; ; round++) {
    const reading = readAnswer(text, { writable, finishReason: finishOf(answer) });
    if (reading.truncated === null) return { text, reading, groundTruth, unbuilt };
    if (round > maxContinuations) throw truncatedAnswer(reading.truncated);
    const next = step === 'generate' ? `continue-${round}` : `${step}-continue-${round}`;
    answer = await ask(next, withContinuation(messages, text, continuationRequest(reading, text)));
    const joined = joinContinuation(text, answer.text).text;
    // Who has nothing to add will have nothing the next time.
    if (joined === text) throw truncatedAnswer(reading.truncated);
    text = joined;
  }
}

/** @throws AssayError `invalid_output` when the model gave up */
function finishOf({ finishReason }: ModelAnswer): 'stop' | 'length' {
  if (finishReason === 'stop' || finishReason === 'length') return finishReason;
  throw new AssayError('invalid_output', `The model gave no whole answer (${finishReason}).`);
}

function withContinuation(
  messages: readonly ModelMessage[],
  text: string,
  request: string,
): readonly ModelMessage[] {
  // Providers refuse messages that are empty, as the answer is of a model that thought until its limit.
  if (text.trim() === '') return [...messages, { role: 'user', content: request }];
  return withReply(messages, text, request);
}

/** What the model has said, and what it is asked next. */
export function withReply(
  messages: readonly ModelMessage[],
  said: string,
  request: string,
): readonly ModelMessage[] {
  return [...messages, { role: 'assistant', content: said }, { role: 'user', content: request }];
}
