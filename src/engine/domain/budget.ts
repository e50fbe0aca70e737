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

/** What calls take, spent or expected. Money in billionths of a US dollar: whole numbers, so that sums are exact. */
export interface Amount {
  nanoUsd: number;
  /** Input and output together. */
  tokens: number;
}

/** `fits`: it may begin; `wait`: it may fit once calls under way have ended; `over`: it never will. */
export type Judgement = { kind: 'fits' } | { kind: 'wait' } | { kind: 'over'; limit: 'cost' | 'tokens' };

/**
 * Whether a call may begin. A limit holds up no call that takes nothing of what it limits.
 * @param limits null: there is none
 * @param reserved by calls under way
 */
export function judgeCall(
  limits: { nanoUsd: number | null; tokens: number | null },
  spent: Amount,
  reserved: Amount,
  call: Amount,
): Judgement {
  let waits = false;
  for (const [axis, limit] of [
    ['nanoUsd', 'cost'],
    ['tokens', 'tokens'],
  ] as const) {
    const most = limits[axis];
    if (most === null || call[axis] === 0) continue;
    if (spent[axis] + call[axis] > most) return { kind: 'over', limit };
    if (spent[axis] + reserved[axis] + call[axis] > most) waits = true;
  }
  return { kind: waits ? 'wait' : 'fits' };
}
