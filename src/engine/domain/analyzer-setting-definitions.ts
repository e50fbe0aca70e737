import type { SettingDefinition } from './setting-definition.ts';

const port = { minimum: 1_024, maximum: 65_535, scope: 'process' } as const;
const elsewhere = 'Where something else listens there, another port is taken.';

/** Where the tools run. */
export const analyzerSettingDefinitions = {
  'analysis.toolboxes': {
    default: 'local',
    values: ['local', 'docker'],
    scope: 'process',
    description:
      'Where the tools run. local: installed on this machine. docker: in containers, built from the same lock files; apps then run in containers, too. Neither ever stands in for the other.',
  },
  'analysis.staticAnalyzerPort': {
    ...port,
    default: 2_001,
    description: `The port on 127.0.0.1 of the static analyzer's container. ${elsewhere}`,
  },
  'analysis.dynamicAnalyzerPort': {
    ...port,
    default: 2_002,
    description: `The port on 127.0.0.1 of the first container of the dynamic analyzer. ${elsewhere}`,
  },
  'analysis.performanceTesterPort': {
    ...port,
    default: 2_003,
    description: `The port on 127.0.0.1 of the performance tester's container. ${elsewhere}`,
  },
  'containers.stabilizationDelayMs': {
    default: 5_000,
    minimum: 0,
    maximum: 600_000,
    scope: 'process',
    description:
      "How long a service's container must have run before its tools are given work, in milliseconds.",
  },
} as const satisfies Record<string, SettingDefinition>;
