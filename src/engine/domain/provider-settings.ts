import { z } from 'zod';

/** What keys are sent to. A name and password in it would be stored with the settings of each result. */
const isAddress = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
};
const mustBe = 'must be an address such as https://host/path, without name or password in it';

export const baseUrlSchema: z.ZodType<string> = z
  .string()
  .refine(isAddress, mustBe)
  .transform((text) => text.replace(/\/+$/, ''));

/** Empty: as the environment says. */
export const proxySchema: z.ZodType<string> = z
  .string()
  .refine((text) => text === '' || isAddress(text), mustBe);

/** OpenAI-compatible endpoints by name: their models are `openai-compatible/<name>/<model>`. */
export const endpointsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens'),
  z.strictObject({ baseUrl: baseUrlSchema }),
);
export type Endpoints = Readonly<z.infer<typeof endpointsSchema>>;

const perMinute = z.int().min(1).max(1_000_000_000).optional();
export const providerLimitsSchema = z.record(
  z.string(),
  z.strictObject({ requestsPerMinute: perMinute, tokensPerMinute: perMinute }),
);
export type ProviderLimits = Readonly<z.infer<typeof providerLimitsSchema>>;

const usd = z.number().min(0).max(1_000_000);
/** By model, as in the pipeline file. */
export const modelPricesSchema = z.record(
  z.string(),
  z.strictObject({ inputPerMillionUsd: usd, outputPerMillionUsd: usd }),
);
export type ModelPrices = Readonly<z.infer<typeof modelPricesSchema>>;
