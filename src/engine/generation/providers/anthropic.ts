import { createAnthropic } from '@ai-sdk/anthropic';
import { z } from 'zod';
import type { ModelInfo } from '../../domain/models.ts';
import { anthropicPrice } from './anthropic-prices.ts';
import type { GetJson, ProviderWire } from './provider-kind.ts';
import { askSdkModel } from './sdk-parts.ts';

const count = z.number().int().positive().nullish().catch(null);
const pageSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1),
      display_name: z.string().nullish().catch(null),
      created_at: z.string().nullish().catch(null),
      max_input_tokens: count,
      max_tokens: count,
    }),
  ),
  has_more: z.boolean().nullish().catch(false),
  last_id: z.string().nullish().catch(null),
});

/** More than they will ever have; a server that never ends is left. */
const maxPages = 20;

export const anthropic: ProviderWire = {
  answers: 'events',
  wantsOutputLimit: true,
  ask(target, fetch) {
    const provider = createAnthropic({ apiKey: target.key ?? '', baseURL: target.baseUrl, fetch });
    return askSdkModel(provider(target.model), () => null);
  },
  models: readModels,
  keyPath: '/models?limit=1',
  headers: (key) => ({ 'anthropic-version': '2023-06-01', ...(key === null ? {} : { 'x-api-key': key }) }),
};

async function readModels(provider: string, getJson: GetJson): Promise<ModelInfo[]> {
  const models: ModelInfo[] = [];
  let after = '';
  for (let pages = 0; pages < maxPages; pages++) {
    const page = pageSchema.parse(await getJson(`/models?limit=100${after}`));
    for (const model of page.data) {
      const created = Date.parse(model.created_at ?? '');
      models.push({
        id: `${provider}/${model.id}`,
        name: model.display_name ?? model.id,
        contextTokens: model.max_input_tokens ?? null,
        maxOutputTokens: model.max_tokens ?? null,
        price: anthropicPrice(model.id),
        created: Number.isNaN(created) ? null : created,
      });
    }
    if (!page.has_more || !page.last_id) break;
    after = `&after_id=${encodeURIComponent(page.last_id)}`;
  }
  return models;
}
