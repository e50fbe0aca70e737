import type { PipelineDefinition } from '../../src/engine/domain/pipeline-file.ts';

/** What tests run where it does not matter what it is. */
export const trialDefinition: PipelineDefinition = {
  name: 'trial',
  models: ['builtin/baseline', 'builtin/flawed'],
  templates: ['a', 'b'],
  stack: 's',
  replicates: 1,
  seed: 1,
  stages: 'streaming',
  services: [
    { service: 'static-analyzer', tools: ['eslint', 'semgrep'] },
    { service: 'performance-tester', tools: ['autocannon'] },
  ],
  configuration: {},
};
