import fc from 'fast-check';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import type { Configuration } from '../../../src/engine/domain/configuration.ts';
import type { PipelineDefinition } from '../../../src/engine/domain/pipeline-file.ts';

/** What a person wants to be run. Small, so that much of it is in each other's way. */
export interface Plan {
  models: string[];
  templates: string[];
  replicates: number;
  /** How many existing apps. */
  existing: number;
  stages: 'streaming' | 'barrier';
  services: PipelineDefinition['services'];
  generationWidth: number;
  analysisWidth: number;
  isolation: Configuration['performance.isolation'];
  creationRetries: number;
}

/** Two use this machine's processors, two wait for providers. */
const models = ['builtin/a', 'openrouter/b', 'builtin/c', 'ollama/d'];

/** Those that a process may not be able to ask. */
export const providers = ['openrouter', 'ollama'];

export const somePlan: fc.Arbitrary<Plan> = fc.record({
  models: fc.subarray(models, { minLength: 1, maxLength: 3 }),
  templates: fc.subarray(['x', 'y'], { minLength: 1 }),
  replicates: fc.integer({ min: 1, max: 2 }),
  existing: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2 })),
  stages: fc.constantFrom('streaming', 'streaming', 'barrier'),
  services: fc.oneof({ weight: 5, arbitrary: someServices(1) }, { weight: 1, arbitrary: someServices(0) }),
  generationWidth: fc.integer({ min: 1, max: 3 }),
  analysisWidth: fc.integer({ min: 1, max: 4 }),
  isolation: fc.constantFrom('exclusive', 'exclusive', 'shared'),
  creationRetries: fc.nat(2),
});

export const somePlans = fc.array(somePlan, { minLength: 1, maxLength: 3 });

function someServices(minLength: number): fc.Arbitrary<Plan['services']> {
  return fc.subarray<Plan['services'][number]>(
    [
      { service: 'static-analyzer', tools: ['eslint', 'semgrep'] },
      { service: 'dynamic-analyzer', tools: ['http-probe'] },
      { service: 'performance-tester', tools: ['autocannon'] },
    ],
    { minLength },
  );
}

export function definitionOf(plan: Plan): PipelineDefinition {
  const { models, templates, replicates, existing, stages, services } = plan;
  const names = Array.from({ length: existing }, (_, index) => `e${index + 1}`);
  return {
    name: 'simulated',
    models,
    templates,
    stack: 's',
    apps: names.map((name) => ({ name, path: `/apps/${name}`, stack: 's', template: null })),
    replicates,
    seed: 1,
    stages,
    services,
    configuration: {},
  };
}

export function configurationOf(plan: Plan): Configuration {
  return {
    ...defaultConfiguration,
    'generation.maxConcurrent': plan.generationWidth,
    'analysis.maxConcurrent': plan.analysisWidth,
    'performance.isolation': plan.isolation,
    'tasks.maxCreationRetries': plan.creationRetries,
  };
}
