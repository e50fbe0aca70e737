import { z } from 'zod';
import { defaultRetryPolicies } from './retry-policy.ts';
import type { RetryPolicies, RetryRule } from './retry-policy.ts';

type PolicyClass = keyof RetryPolicies;

/** What a settings value or a pipeline file may say: some classes, some fields of each. */
export type RetryPolicyOverrides = { readonly [C in PolicyClass]?: Readonly<Partial<RetryPolicies[C]>> };

export const policyClasses: Readonly<Record<PolicyClass, string>> = {
  transient: 'The network or the provider failed (5xx), or the engine was restarting.',
  rate_limited:
    'The provider asked to slow down (429). This spends no attempt, and when the provider says when to come back, that is when.',
  truncated: 'The model was cut off before its answer was complete.',
  invalid_output: 'The model answered, and the answer is not an app.',
  build_failed: 'The app could not be built.',
  unhealthy: 'The app did not come up.',
  tool_failed: 'A tool could not measure anything.',
  timeout: 'It took longer than it may.',
  budget: 'The budget is used up.',
  auth: 'The provider refused the key.',
  misconfigured:
    'What was asked for is not there: no such model, or an address in the settings that is not what it says.',
  bug: 'Something that should not happen.',
};

export const policyFields: Readonly<
  Record<keyof RetryRule, { minimum: number; maximum: number; description: string }>
> = {
  maxAttempts: {
    minimum: 1,
    maximum: 100,
    description: 'How often it is tried in all, the first time included; 1 means that it is not tried again.',
  },
  baseDelayMs: {
    minimum: 0,
    maximum: 3_600_000,
    description:
      'How long to wait at most before the second try, in milliseconds. It doubles with each further try.',
  },
  maxDelayMs: {
    minimum: 0,
    maximum: 86_400_000,
    description: 'What that wait grows to at most, in milliseconds.',
  },
};

const fieldsOf = (errorClass: PolicyClass) =>
  Object.keys(defaultRetryPolicies[errorClass]) as (keyof RetryRule)[];

function fieldSchema(errorClass: PolicyClass, field: keyof RetryRule): z.ZodType {
  const { minimum, maximum, description } = policyFields[field];
  const rule: Partial<RetryRule> = defaultRetryPolicies[errorClass];
  return z.int().min(minimum).max(maximum).meta({ description, default: rule[field] }).optional();
}

/** Classes and fields that are left out stay as they are. */
export const retryPolicyOverridesSchema = z.strictObject(
  Object.fromEntries(
    (Object.keys(policyClasses) as PolicyClass[]).map((errorClass) => [
      errorClass,
      z
        .strictObject(
          Object.fromEntries(fieldsOf(errorClass).map((field) => [field, fieldSchema(errorClass, field)])),
        )
        .describe(policyClasses[errorClass])
        .optional(),
    ]),
  ),
) as unknown as z.ZodType<RetryPolicyOverrides>;

/**
 * Puts values from outside over policies, class by class and field by field. What is out of its limits is not used, and
 * the problem says where, and what would be right.
 * @param name of the setting, for the problems
 */
export function mergeRetryPolicies(
  base: RetryPolicies,
  value: unknown,
  name: string,
): { policies: RetryPolicies; problems: string[] } {
  const policies: Record<string, object> = { ...base };
  const problems: string[] = [];
  for (const [errorClass, fields] of entriesOf(value, name, problems)) {
    const place = `${name}.${errorClass}`;
    if (!Object.hasOwn(base, errorClass)) {
      problems.push(`There is no ${place}; the setting ${name} has ${Object.keys(base).join(', ')}.`);
      continue;
    }
    const known = fieldsOf(errorClass as PolicyClass);
    for (const [field, given] of entriesOf(fields, place, problems)) {
      if (!known.includes(field as keyof RetryRule)) {
        problems.push(`There is no ${place}.${field}; ${place} has ${known.join(', ')}.`);
        continue;
      }
      const { minimum, maximum } = policyFields[field as keyof RetryRule];
      if (Number.isInteger(given) && Number(given) >= minimum && Number(given) <= maximum) {
        policies[errorClass] = { ...policies[errorClass], [field]: given };
      } else {
        const right = `a whole number from ${minimum} to ${maximum}`;
        problems.push(`The setting ${place}.${field} must be ${right}, not ${JSON.stringify(given)}.`);
      }
    }
  }
  return { policies: policies as RetryPolicies, problems };
}

function entriesOf(value: unknown, place: string, problems: string[]): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).filter(([, entry]) => entry !== undefined);
  }
  problems.push(`The setting ${place} must be an object, not ${JSON.stringify(value)}.`);
  return [];
}
