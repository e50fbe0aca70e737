/** Names one model call of a job: asked again under the same key, the stored answer is used, not paid twice. */
export interface AnswerKey {
  pipelineId: number;
  jobId: number;
  attemptId: number;
  /** As in `generate`, `continue-1`, `repair-1`. */
  step: string;
}

/** The hashes of the blobs that hold a request and its answer. */
export interface AnswerBlobs {
  requestBlob: string;
  answerBlob: string;
}

/** What is kept of an answer. */
export interface RecordedAnswer extends AnswerBlobs {
  /** null: nothing was counted. */
  usage: { inputTokens: number; outputTokens: number } | null;
  /** null: nobody said. */
  cost: { usd: number; basis: CostBasis } | null;
}

/** `reported` by the provider; `estimated` from the usage and a price. */
export type CostBasis = 'reported' | 'estimated';

/** The durable record of what models were asked and answered. */
export interface AnswerLedger {
  /**
   * @returns null when this call was not answered yet, nor in an attempt that ended before its answers were judged:
   *   interrupted, cancelled, or failed because a later call failed
   */
  find(key: AnswerKey): Promise<AnswerBlobs | null>;
  /** Durable when it resolves, with what it took and cost; only then may the answer be used. */
  record(key: AnswerKey, answer: RecordedAnswer): Promise<void>;
}
