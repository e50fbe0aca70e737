import type { Configuration } from './configuration.ts';
import type { KeySource } from './keys.ts';

interface ProviderKind {
  /** For people. */
  title: string;
  /** Whether nothing can be asked without one. */
  needsKey: boolean;
  /** Where the command line finds its key. */
  keyVariable: string | null;
  /** Only an editor can ask it. */
  ofEditor?: true;
}

export const endpointPrefix = 'openai-compatible/';

/** Who can be asked, besides the endpoints that the settings name. */
export const providerKinds = {
  builtin: { title: 'Assay', needsKey: false, keyVariable: null },
  openrouter: { title: 'OpenRouter', needsKey: true, keyVariable: 'OPENROUTER_API_KEY' },
  anthropic: { title: 'Anthropic', needsKey: true, keyVariable: 'ANTHROPIC_API_KEY' },
  ollama: { title: 'Ollama', needsKey: false, keyVariable: 'OLLAMA_API_KEY' },
  vscode: { title: 'the editor', needsKey: false, keyVariable: null, ofEditor: true },
} as const satisfies Record<string, ProviderKind>;

export type ProviderName = keyof typeof providerKinds;

export function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(providerKinds, name);
}

/** The endpoint of `openai-compatible/<endpoint>`; null: it is none. */
export function endpointOf(provider: string): string | null {
  return provider.startsWith(endpointPrefix) ? provider.slice(endpointPrefix.length) : null;
}

/** An endpoint may want a key or not: only its answer tells. */
export function providerKind(provider: string): ProviderKind {
  if (isProviderName(provider)) return providerKinds[provider];
  const endpoint = endpointOf(provider) ?? provider;
  const keyVariable = `ASSAY_${endpoint.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`;
  return { title: `the endpoint "${endpoint}"`, needsKey: false, keyVariable };
}

type Endpoints = Pick<Configuration, 'providers.openaiCompatible'>;

/** Whose models a pipeline file may name: as in `Capabilities.providers`. */
export function knownProviders(configuration: Endpoints): string[] {
  const endpoints = Object.keys(configuration['providers.openaiCompatible']);
  return [...Object.keys(providerKinds), ...endpoints.map((endpoint) => endpointPrefix + endpoint)];
}

/** Of those, the ones that can be asked over the network, or without: what needs a key has one. */
export async function providersWithKeys(configuration: Endpoints, keys: KeySource): Promise<string[]> {
  const all = knownProviders(configuration).filter((provider) => !providerKind(provider).ofEditor);
  const usable = await Promise.all(
    all.map(async (provider) => !providerKind(provider).needsKey || (await keys.key(provider)) !== null),
  );
  return all.filter((_, index) => usable[index]);
}
