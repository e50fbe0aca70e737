import { z } from 'zod';
import {
  baseUrlSchema,
  endpointsSchema,
  modelPricesSchema,
  providerLimitsSchema,
  proxySchema,
} from './provider-settings.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** Whom models are asked of, and how they are reached. */
export const providerSettingDefinitions = {
  'generation.idleTimeoutMs': {
    default: 120_000,
    minimum: 1_000,
    maximum: 3_600_000,
    scope: 'process',
    description:
      'How long a provider may send nothing at all before its answer is given up, in milliseconds.',
  },
  'generation.callTimeoutMs': {
    default: 1_800_000,
    minimum: 1_000,
    maximum: 86_400_000,
    scope: 'process',
    description: 'How long one answer of a model may take in all, in milliseconds.',
  },
  'providers.openrouter.baseUrl': {
    default: 'https://openrouter.ai/api/v1',
    schema: baseUrlSchema,
    scope: 'process',
    description: 'Where OpenRouter is asked; another address for a gateway.',
  },
  'providers.anthropic.baseUrl': {
    default: 'https://api.anthropic.com/v1',
    schema: baseUrlSchema,
    scope: 'process',
    description: 'Where Anthropic is asked; another address for a gateway.',
  },
  'providers.ollama.baseUrl': {
    default: 'http://127.0.0.1:11434/api',
    schema: baseUrlSchema,
    scope: 'process',
    description: 'Where Ollama is asked.',
  },
  'providers.ollama.contextTokens': {
    default: 32_768,
    minimum: 2_048,
    maximum: 2_097_152,
    scope: 'process',
    description:
      'How many tokens of prompt and answer together a model of Ollama has room for. Ollama cuts longer prompts off.',
  },
  'providers.openaiCompatible': {
    default: {},
    schema: endpointsSchema,
    scope: 'process',
    description:
      'Endpoints that speak the OpenAI protocol, by a name of yours: {"name": {"baseUrl": "https://host/v1"}}. Their models are openai-compatible/name/model.',
  },
  'providers.limits': {
    default: {},
    schema: providerLimitsSchema,
    scope: 'process',
    description:
      'What each provider may be asked in a minute: {"openrouter": {"requestsPerMinute": 60, "tokensPerMinute": 100000}}. Assay waits rather than ask more.',
  },
  'providers.prices': {
    default: {},
    schema: modelPricesSchema,
    scope: 'process',
    description:
      'What models cost whose provider does not say: {"provider/model": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 2}}. Costs reckoned from it are marked as estimated.',
  },
  'network.proxy': {
    default: '',
    schema: proxySchema,
    scope: 'process',
    description:
      'The proxy that providers are asked through; empty: as the editor’s http.proxy, or HTTPS_PROXY and HTTP_PROXY, say. A proxy that wants a name and password is set there.',
  },
  'network.noProxy': {
    default: '',
    schema: z.string(),
    scope: 'process',
    description:
      'Hosts that are asked without the proxy, with commas between; empty: as the editor’s http.noProxy, or NO_PROXY, says.',
  },
  'network.extraCaCertificates': {
    default: '',
    schema: z.string(),
    scope: 'process',
    description:
      'A PEM file of certificates to trust besides those of the system, as of a proxy that looks into connections; also NODE_EXTRA_CA_CERTS.',
  },
} as const satisfies Record<string, SettingDefinition>;
