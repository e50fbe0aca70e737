import type { InstalledStack } from '../catalog/catalog.ts';
import type { Template } from '../domain/template.ts';
import type { Defect } from './ground-truth.ts';
import type { Unbuilt } from './unbuilt.ts';

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** One call of a model. */
export interface ModelRequest {
  /** As in the pipeline file: `provider/model`. */
  model: string;
  /** In the order they are said; system messages come first. */
  messages: readonly ModelMessage[];
  /** Left out: as many as the provider gives. */
  maxOutputTokens?: number;
  /** The same as data, for models that are programs. */
  context: { template: Template; stack: InstalledStack; seed: number };
}

export interface ModelProgress {
  /** So far, what the model thought to itself included. */
  outputTokens: number;
  /** Counted by length, since no provider counts before the end. */
  estimated: boolean;
  /** What came since the last time; empty while the model thinks. */
  textDelta: string;
}

export interface CallOptions {
  signal: AbortSignal;
  onProgress?(progress: ModelProgress): void;
  /** The call waits for its turn under the settings' own limit of requests or tokens a minute. */
  onWait?(waitMs: number): void;
  /** The call waits for others to end, which may leave it something of the budget. */
  onBudget?(): void;
  /** The call waits until a person allows it. */
  onPermission?(): void;
}

export interface ModelUsage {
  /** The cached ones included. */
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens?: number;
}

export interface ModelCost {
  usd: number;
  /** `reported` by the provider; `estimated` from the usage and the catalogue's or the settings' prices. */
  basis: 'reported' | 'estimated';
}

export interface ModelAnswer {
  /** In the format of docs/answer-format.md. */
  text: string;
  /** `stop`: it said all; `length`: it was cut off; all others: it gave up. */
  finishReason: 'stop' | 'length' | 'refused' | 'error';
  /** null when nothing was counted. */
  usage: ModelUsage | null;
  /** null when neither the provider nor a price says. */
  cost: ModelCost | null;
  /** The provider's own name of the call. */
  providerRequestId?: string;
  /** What answered, as the provider calls it: may be another than was asked. */
  servedModel?: string;
  /** The defects that a control model seeded, outside of what it wrote; null for all others. */
  groundTruth: Defect[] | null;
  /** What a control model says that it could not build; others say nothing. */
  unbuilt?: Unbuilt[];
}

/** Asks models of one kind, each time once. It throws AssayError; retrying is the engine's. */
export interface ModelProvider {
  complete(request: ModelRequest, options: CallOptions): Promise<ModelAnswer>;
}
