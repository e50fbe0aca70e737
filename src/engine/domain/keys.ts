import type { Event } from './event.ts';
import { providerKind } from './providers.ts';

/** Where the keys of providers are. They are asked for with each call, and kept nowhere else. */
export interface KeySource {
  /** @param provider as in `Capabilities.providers`; @returns null: there is none */
  key(provider: string): Promise<string | null>;
  /** Keys came or went; left out: they never do while the process lives. */
  readonly onDidChange?: Event<void>;
}

export const noKeys: KeySource = { key: async () => null };

/** The keys of environment variables: `OPENROUTER_API_KEY`, `ANTHROPIC_API_KEY`, `ASSAY_<ENDPOINT>_API_KEY`, … */
export function environmentKeys(env: Readonly<Record<string, string | undefined>>): KeySource {
  return {
    key: async (provider) => {
      const { keyVariable } = providerKind(provider);
      return (keyVariable && env[keyVariable]?.trim()) || null;
    },
  };
}
