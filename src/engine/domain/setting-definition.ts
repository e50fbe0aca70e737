import type { z } from 'zod';
import type { Endpoints, ModelPrices, ProviderLimits } from './provider-settings.ts';
import type { RetryPolicies } from './retry-policy.ts';

/** An image → the one that is taken in its place. */
export type BaseImages = Readonly<Record<string, string>>;

export interface SettingDefinition {
  default: number | boolean | string | RetryPolicies | Endpoints | ProviderLimits | ModelPrices | BaseImages;
  /** Of all that is neither a whole number nor one of a few words. */
  schema?: z.ZodType;
  /** Whole numbers only, both ends allowed. */
  minimum?: number;
  maximum?: number;
  values?: readonly string[];
  /** `process` settings concern all pipelines of one engine; the pipeline file cannot set them. */
  scope: 'pipeline' | 'process';
  description: string;
}
