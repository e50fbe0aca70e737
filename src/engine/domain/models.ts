/** A model that a provider offers. */
export interface ModelInfo {
  /** As in the pipeline file: `provider/model`. */
  id: string;
  /** For people. */
  name: string;
  contextTokens: number | null;
  maxOutputTokens: number | null;
  /** null: not known. */
  price: ModelPrice | null;
  /** Epoch milliseconds. */
  created: number | null;
}

export interface ModelPrice {
  inputPerMillionUsd: number;
  outputPerMillionUsd: number;
}

/** What one provider offers; a provider that cannot be asked says why, and keeps no other from being listed. */
export interface ModelList {
  provider: string;
  models: ModelInfo[];
  /** When the provider said so, epoch milliseconds; null: it never did. */
  fetchedAt: number | null;
  /** One sentence; null: nothing is wrong. */
  problem: string | null;
}
