import { z } from 'zod';
import { containerSettingDefinitions } from './container-setting-definitions.ts';
import { generationSettingDefinitions } from './generation-setting-definitions.ts';
import { providerSettingDefinitions } from './provider-setting-definitions.ts';
import { defaultRetryPolicies } from './retry-policy.ts';
import type { RetryPolicies } from './retry-policy.ts';
import { mergeRetryPolicies, retryPolicyOverridesSchema } from './retry-settings.ts';
import type { RetryPolicyOverrides } from './retry-settings.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** Every setting there is. In the editor each is `assay.<name>`; the name carries the unit. */
export const settingDefinitions = {
  'generation.maxConcurrent': {
    default: 2,
    minimum: 1,
    maximum: 64,
    scope: 'pipeline',
    description: 'How many apps one pipeline generates at the same time.',
  },
  'generation.maxWorkers': {
    default: 4,
    minimum: 1,
    maximum: 64,
    scope: 'process',
    description: 'How many apps are generated at the same time by all pipelines together.',
  },
  'analysis.maxConcurrent': {
    default: 3,
    minimum: 1,
    maximum: 64,
    scope: 'pipeline',
    description: 'How many subtasks one pipeline runs at the same time.',
  },
  'analysis.maxWorkers': {
    default: 8,
    minimum: 1,
    maximum: 64,
    scope: 'process',
    description: 'How many subtasks run at the same time by all pipelines together.',
  },
  'analysis.toolTimeoutMs': {
    default: 300_000,
    minimum: 1_000,
    maximum: 3_600_000,
    scope: 'pipeline',
    description: 'How long one tool may take for one app, in milliseconds.',
  },
  'apps.startTimeoutMs': {
    default: 20_000,
    minimum: 1_000,
    maximum: 600_000,
    scope: 'pipeline',
    description: 'How long an app may take until it answers its health path, in milliseconds.',
  },
  'performance.isolation': {
    default: 'exclusive',
    values: ['exclusive', 'shared'],
    scope: 'pipeline',
    description:
      'Whether a load test has the machine to itself (exclusive) or runs beside other work (shared, noisy figures).',
  },
  'performance.durationMs': {
    default: 10_000,
    minimum: 500,
    maximum: 600_000,
    scope: 'pipeline',
    description: 'How long the load of one load test lasts, in milliseconds.',
  },
  'performance.connections': {
    default: 10,
    minimum: 1,
    maximum: 1_000,
    scope: 'pipeline',
    description: 'How many connections a load test keeps busy.',
  },
  'tasks.maxCreationRetries': {
    default: 3,
    minimum: 0,
    maximum: 20,
    scope: 'pipeline',
    description:
      'How often the creation of a main task is tried again before its app is left to be retried by hand.',
  },
  'retry.policies': {
    default: defaultRetryPolicies,
    scope: 'pipeline',
    description:
      'What is tried again by itself, by the class of the error: how often, and how long to wait. Classes and fields that are left out keep their defaults. Anything can be retried by hand.',
  },
  ...generationSettingDefinitions,
  ...providerSettingDefinitions,
  ...containerSettingDefinitions,
  'budget.confirmAboveUsd': {
    default: 1,
    schema: z.number().min(0).max(1_000_000),
    minimum: 0,
    maximum: 1_000_000,
    scope: 'process',
    description:
      'A run that is expected to cost more than this, in US dollars, or of which nobody can say, is asked about before it begins.',
  },
  pollIntervalMs: {
    default: 3_000,
    minimum: 100,
    maximum: 60_000,
    scope: 'process',
    description: 'How often the scheduler looks for work even if nothing has changed, in milliseconds.',
  },
  'shutdown.graceMs': {
    default: 10_000,
    minimum: 0,
    maximum: 600_000,
    scope: 'process',
    description:
      'How long running work may go on after the command line is told to stop, in milliseconds. In the editor it is 3 seconds.',
  },
  'shutdown.joinMs': {
    default: 5_000,
    minimum: 100,
    maximum: 60_000,
    scope: 'process',
    description: 'How long interrupted work may take to end before it is left behind, in milliseconds.',
  },
} as const satisfies Record<string, SettingDefinition>;

export type SettingName = keyof typeof settingDefinitions;
export type Configuration = {
  readonly [N in SettingName]: (typeof settingDefinitions)[N] extends {
    values: readonly (infer V)[];
  }
    ? V
    : (typeof settingDefinitions)[N] extends { schema: z.ZodType<infer V> }
      ? Readonly<V>
      : (typeof settingDefinitions)[N] extends { default: RetryPolicies }
        ? RetryPolicies
        : number;
};

/** What a pipeline file says over the editor's settings. */
export type ConfigurationOverrides = {
  readonly [N in SettingName]?: Configuration[N] extends RetryPolicies
    ? RetryPolicyOverrides
    : Configuration[N];
};

export const settingNames = Object.keys(settingDefinitions) as SettingName[];

function schemaOf(definition: SettingDefinition): z.ZodType {
  if (definition.values) return z.enum(definition.values as [string, ...string[]]);
  if (definition.schema) return definition.schema;
  if (typeof definition.default === 'object') return retryPolicyOverridesSchema;
  return z.int().min(definition.minimum!).max(definition.maximum!);
}

/** Values of some settings, each within its limits: what a pipeline file may override. */
export const pipelineConfigurationSchema = z
  .strictObject(
    Object.fromEntries(
      settingNames
        .filter((name) => settingDefinitions[name].scope === 'pipeline')
        .map((name) => [
          name,
          schemaOf(settingDefinitions[name]).optional().describe(settingDefinitions[name].description),
        ]),
    ),
  )
  .describe(
    'Settings of this pipeline, over those of the editor.',
  ) as unknown as z.ZodType<ConfigurationOverrides>;

export const defaultConfiguration = Object.fromEntries(
  settingNames.map((name) => [name, settingDefinitions[name].default]),
) as Configuration;

/**
 * Takes values from outside (the editor's settings, a file) over a base. A value out of its limits is
 * not used: the base's stays, and the problem says what would be right.
 */
export function applySettings(
  base: Configuration,
  values: Readonly<Record<string, unknown>>,
): { configuration: Configuration; problems: string[] } {
  const configuration: Record<string, unknown> = { ...base };
  const problems: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(settingDefinitions, name)) {
      problems.push(`There is no setting ${name}.`);
      continue;
    }
    const definition: SettingDefinition = settingDefinitions[name as SettingName];
    if (name === 'retry.policies') {
      const merged = mergeRetryPolicies(base[name], value, name);
      configuration[name] = merged.policies;
      problems.push(...merged.problems);
      continue;
    }
    const parsed = schemaOf(definition).safeParse(value);
    if (parsed.success) configuration[name] = parsed.data;
    else if (definition.schema) problems.push(...parsed.error.issues.map((issue) => explain(name, issue)));
    else {
      const allowed = definition.values
        ? `one of ${definition.values.join(', ')}`
        : `a whole number from ${definition.minimum} to ${definition.maximum}`;
      problems.push(`The setting ${name} must be ${allowed}, not ${JSON.stringify(value)}.`);
    }
  }
  return { configuration: configuration as Configuration, problems };
}

function explain(name: string, issue: z.core.$ZodIssue): string {
  const why =
    issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
  return `The setting ${[name, ...issue.path.map(String)].join('.')} is not used: ${why}.`;
}
