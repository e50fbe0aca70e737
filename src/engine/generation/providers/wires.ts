import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import { endpointOf, knownProviders, providerKind } from '../../domain/providers.ts';
import { anthropic } from './anthropic.ts';
import { ollama } from './ollama.ts';
import { openAiCompatible } from './openai-compatible.ts';
import { openRouter } from './openrouter.ts';
import type { ProviderWire } from './provider-kind.ts';
import type { ProviderTarget } from './provider-target.ts';

export interface Wired {
  wire: ProviderWire;
  target: Omit<ProviderTarget, 'model' | 'key'>;
}

/** How a provider is spoken to, and where. @throws AssayError `misconfigured` when there is no such provider */
export function wireOf(provider: string, configuration: Configuration): Wired {
  const { title, keyVariable } = providerKind(provider);
  const wired = (wire: ProviderWire, baseUrl: string, baseUrlSetting: string): Wired => ({
    wire,
    target: { provider, title, baseUrl, baseUrlSetting, keyVariable },
  });
  const own = (name: 'openrouter' | 'anthropic' | 'ollama', wire: ProviderWire) =>
    wired(wire, configuration[`providers.${name}.baseUrl`], `providers.${name}.baseUrl`);
  if (provider === 'openrouter') return own(provider, openRouter);
  if (provider === 'anthropic') return own(provider, anthropic);
  if (provider === 'ollama') return own(provider, ollama(configuration['providers.ollama.contextTokens']));
  const endpoint = configuration['providers.openaiCompatible'][endpointOf(provider) ?? ''];
  if (endpoint) return wired(openAiCompatible, endpoint.baseUrl, 'providers.openaiCompatible');
  throw new AssayError('misconfigured', `There is no provider ${provider}.`, {
    hint: `There are ${knownProviders(configuration).join(', ')}; the setting providers.openaiCompatible adds endpoints.`,
  });
}
