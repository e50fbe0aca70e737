import { providerOf } from './capabilities.ts';
import { existingProvider } from './existing-app.ts';
import type { PipelineDefinition } from './pipeline-file.ts';

/** Whose jobs a pipeline has. */
export function jobProviders({ models, apps = [] }: Pick<PipelineDefinition, 'models' | 'apps'>): string[] {
  const providers = models.map(providerOf);
  return [...new Set(apps.length > 0 ? [...providers, existingProvider] : providers)];
}
