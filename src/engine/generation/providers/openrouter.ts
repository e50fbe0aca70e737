import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { z } from 'zod';
import { readOpenAiModels } from './openai-models.ts';
import { bearer } from './provider-kind.ts';
import type { ProviderWire } from './provider-kind.ts';
import { askSdkModel } from './sdk-parts.ts';

const metadataSchema = z.object({ openrouter: z.object({ usage: z.object({ cost: z.number() }) }) });

export const openRouter: ProviderWire = {
  answers: 'events',
  wantsOutputLimit: false,
  ask(target, fetch) {
    const provider = createOpenRouter({
      apiKey: target.key ?? '',
      baseURL: target.baseUrl,
      compatibility: 'strict',
      appName: 'Assay',
      fetch,
    });
    const model = provider.chat(target.model, { usage: { include: true } });
    return askSdkModel(model, ({ metadata }) => {
      const known = metadataSchema.safeParse(metadata);
      return known.success ? known.data.openrouter.usage.cost : null;
    });
  },
  models: async (provider, getJson) => readOpenAiModels(provider, await getJson('/models')),
  keyPath: '/key',
  headers: bearer,
};
