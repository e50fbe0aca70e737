/** Names one model call of a job: asked again under the same key, the stored answer is used, not paid twice. */
export interface AnswerKey {
  pipelineId: number;
  jobId: number;
  attemptId: number;
  /** As in `generate`, `continue-1`, `repair-1`. */
  step: string;
}

/** The durable record of what models were asked and answered. */
export interface AnswerLedger {
  /** @returns blob hashes, or null when this call was not answered yet, nor in an attempt that was interrupted or cancelled */
  find(key: AnswerKey): Promise<{ requestBlob: string; answerBlob: string } | null>;
  /** Durable when it resolves; only then may the answer be used. */
  record(key: AnswerKey, blobs: { requestBlob: string; answerBlob: string }): Promise<void>;
}
