import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { readOpenAiModels } from './openai-models.ts';
import { bearer } from './provider-kind.ts';
import type { ProviderWire } from './provider-kind.ts';
import { askSdkModel } from './sdk-parts.ts';

export const openAiCompatible: ProviderWire = {
  answers: 'events',
  wantsOutputLimit: false,
  ask(target, fetch) {
    const provider = createOpenAICompatible({
      name: 'endpoint',
      baseURL: target.baseUrl,
      includeUsage: true,
      fetch,
      ...(target.key === null ? {} : { apiKey: target.key }),
    });
    // Gateways say what a call has cost beside its tokens.
    return askSdkModel(provider.chatModel(target.model), ({ usage }) => {
      const cost = usage.raw?.['cost'];
      return typeof cost === 'number' ? cost : null;
    });
  },
  models: async (provider, getJson) => readOpenAiModels(provider, await getJson('/models')),
  keyPath: '/models',
  headers: bearer,
};
