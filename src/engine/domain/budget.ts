/** What the model calls of a pipeline may take in all. null: as much as they like. */
export interface Budget {
  maxCostUsd: number | null;
  /** Input and output together. */
  maxTokens: number | null;
}

/** A model call that is about to be made. */
export interface PlannedCall {
  pipelineId: number;
  /** As in the pipeline file: `provider/model`. */
  model: string;
  /** Slug. */
  template: string;
  /** Of all messages together. */
  promptCharacters: number;
}

/** Holds a call's share of the budget. */
export interface Reservation {
  /** To be called once the answer is recorded, or the call has failed; safe to call twice. */
  release(): void;
}

/** Asked before each model call whose answer is not there already; shared by all calls of the process. */
export interface CallBudget {
  /**
   * Waits while only what calls under way may take keeps this one from fitting in.
   * @param onWait called once when it has to wait
   * @throws AssayError `budget` when what is spent and this call together go over the budget; `cancelled` when the signal
   *   is aborted while it waits
   */
  reserve(call: PlannedCall, signal: AbortSignal, onWait?: () => void): Promise<Reservation>;
}
