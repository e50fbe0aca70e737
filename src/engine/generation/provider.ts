import type { InstalledStack } from '../catalog/catalog.ts';
import type { Template } from '../domain/template.ts';
import type { Defect } from './ground-truth.ts';

/** One call of a model. */
export interface ModelRequest {
  /** As in the pipeline file: `provider/model`. */
  model: string;
  system: string;
  user: string;
  /** The same as data, for models that are programs. */
  context: { template: Template; stack: InstalledStack; seed: number };
}

export interface ModelAnswer {
  /** In the format of docs/answer-format.md. */
  text: string;
  /** `stop`: it said all; `length`: it was cut off; all others: it gave up. */
  finishReason: 'stop' | 'length' | 'refused' | 'error';
  /** Tokens; null when nothing was counted. */
  usage: { input: number; output: number } | null;
  /** The defects that a control model seeded, outside of what it wrote; null for all others. */
  groundTruth: Defect[] | null;
}

/** Asks models of one kind. It throws AssayError; retrying is the engine's. */
export interface ModelProvider {
  complete(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
}
