import type { ModelInfo } from '../../domain/models.ts';
import type { Ask } from './answer-part.ts';
import type { Fetch } from './guarded-fetch.ts';
import type { ProviderTarget } from './provider-target.ts';

/** How one kind of provider is spoken to. */
export interface ProviderWire {
  /** What its answers come as. */
  answers: 'events' | 'lines';
  /** Each request has to say how long its answer may be; what is not said is little. */
  wantsOutputLimit: boolean;
  ask(target: ProviderTarget, fetch: Fetch): Ask;
  /** All it offers. @param getJson gives a parsed answer; the path begins with `/` */
  models(provider: string, getJson: GetJson): Promise<ModelInfo[]>;
  /** What only a good key is given, and costs nothing. */
  keyPath: string;
  /** With what a list is asked for. */
  headers(key: string | null): Record<string, string>;
}

export type GetJson = (path: string) => Promise<unknown>;

export const bearer = (key: string | null): Record<string, string> =>
  key === null ? {} : { authorization: `Bearer ${key}` };
