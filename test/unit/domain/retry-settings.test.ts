import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applySettings, defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import { defaultRetryPolicies } from '../../../src/engine/domain/retry-policy.ts';
import {
  mergeRetryPolicies,
  policyFields,
  retryPolicyOverridesSchema,
} from '../../../src/engine/domain/retry-settings.ts';

const apply = (value: unknown, base = defaultConfiguration) => {
  const { configuration, problems } = applySettings(base, { 'retry.policies': value });
  return { policies: configuration['retry.policies'], problems };
};

describe('the setting retry.policies', () => {
  it('is put over the defaults class by class and field by field', () => {
    const { policies, problems } = apply({ transient: { maxAttempts: 9 }, rate_limited: { maxDelayMs: 5 } });
    assert.deepEqual(problems, []);
    assert.deepEqual(policies, {
      ...defaultRetryPolicies,
      transient: { ...defaultRetryPolicies.transient, maxAttempts: 9 },
      rate_limited: { ...defaultRetryPolicies.rate_limited, maxDelayMs: 5 },
    });
  });

  it("of a pipeline file is put over the editor's in the same way", () => {
    const editor = applySettings(defaultConfiguration, {
      'retry.policies': { transient: { maxAttempts: 9, baseDelayMs: 1 } },
    }).configuration;
    const { policies } = apply({ transient: { baseDelayMs: 2 } }, editor);
    assert.deepEqual(policies.transient, {
      ...defaultRetryPolicies.transient,
      maxAttempts: 9,
      baseDelayMs: 2,
    });
  });

  const bad: [what: string, value: unknown, says: RegExp][] = [
    [
      'no tries',
      { timeout: { maxAttempts: 0 } },
      /retry\.policies\.timeout\.maxAttempts must be a whole number from 1 to 100, not 0/,
    ],
    [
      'a fraction',
      { timeout: { baseDelayMs: 0.5 } },
      /timeout\.baseDelayMs must be a whole number from 0 to 3600000, not 0\.5/,
    ],
    ['words', { bug: { maxDelayMs: 'long' } }, /bug\.maxDelayMs must be .* to 86400000, not "long"/],
    [
      'an unknown class',
      { timeuot: { maxAttempts: 1 } },
      /no retry\.policies\.timeuot; .* has transient, rate_limited/,
    ],
    [
      'an unknown field',
      { auth: { attempts: 1 } },
      /no retry\.policies\.auth\.attempts; .* has maxAttempts, baseDelayMs/,
    ],
    [
      'tries of a rate limit',
      { rate_limited: { maxAttempts: 3 } },
      /no retry\.policies\.rate_limited\.maxAttempts; .* has baseDelayMs, maxDelayMs/,
    ],
    ['what was cancelled', { cancelled: { maxAttempts: 3 } }, /no retry\.policies\.cancelled/],
    ['a number for a class', { auth: 3 }, /retry\.policies\.auth must be an object, not 3/],
    ['a list', [1], /retry\.policies must be an object, not \[1\]/],
    ['nothing', null, /retry\.policies must be an object, not null/],
    ['a name of every object', { toString: {} }, /no retry\.policies\.toString/],
  ];
  for (const [what, value, says] of bad) {
    it(`tells of ${what}, and leaves the default`, () => {
      const { policies, problems } = apply(value);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, says);
      assert.deepEqual(policies, defaultRetryPolicies);
    });
  }

  it('keeps what is right beside what is wrong', () => {
    const { policies, problems } = apply({ timeout: { maxAttempts: 5, baseDelayMs: -1 }, auth: 1 });
    assert.equal(problems.length, 2);
    assert.deepEqual(policies.timeout, { ...defaultRetryPolicies.timeout, maxAttempts: 5 });
  });

  it('takes exactly what the schema of the pipeline file takes, and never leaves the limits', () => {
    const field = fc.constantFrom('maxAttempts', 'baseDelayMs', 'maxDelayMs', 'other');
    const value = fc.oneof(
      fc.integer({ min: -2, max: 90_000_000 }),
      fc.double(),
      fc.string(),
      fc.constant(null),
    );
    const fields = fc.oneof({ weight: 8, arbitrary: fc.dictionary(field, value) }, fc.jsonValue());
    const classes = fc.constantFrom(...Object.keys(defaultRetryPolicies), 'cancelled', 'other');
    const any = fc.oneof({ weight: 8, arbitrary: fc.dictionary(classes, fields) }, fc.jsonValue());
    fc.assert(
      fc.property(any, (given) => {
        const { policies, problems } = mergeRetryPolicies(defaultRetryPolicies, given, 'retry.policies');
        assert.equal(retryPolicyOverridesSchema.safeParse(given).success, problems.length === 0);
        for (const rule of Object.values(policies)) {
          for (const [name, amount] of Object.entries(rule as Record<keyof typeof policyFields, number>)) {
            const { minimum, maximum } = policyFields[name as keyof typeof policyFields];
            assert.ok(Number.isInteger(amount) && amount >= minimum && amount <= maximum);
          }
        }
      }),
    );
  });
});
